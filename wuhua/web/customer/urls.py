"""Addresses of customers."""

from django.urls import path

from wuhua.web.customer import filing, handover, views

urlpatterns = [
    path("customers/<str:number>", views.customer, name="customer"),
    path("customers/<str:number>/unmask", views.unmask, name="unmask"),
    path("customers/<str:number>/file/<str:tab>", filing.show, name="customer_file"),
    path("customers/<str:number>/items", filing.write_items, name="customer_items"),
    path("customers/<str:number>/build", filing.build, name="customer_build"),
    path("customers/<str:number>/holdings", filing.add_holding, name="customer_holding"),
    path("customers/<str:number>/holdings/<int:holding>/remove", filing.remove_holding, name="customer_holding_remove"),
    path("customers/<str:number>/documents", filing.add_paper, name="customer_paper"),
    path("customers/<str:number>/documents/<int:document>", filing.paper, name="customer_document"),
    path(
        "customers/<str:number>/documents/<int:document>/withdraw",
        filing.withdraw_paper,
        name="customer_document_withdraw",
    ),
    path("customers/<str:number>/relations", filing.add_relation, name="customer_relation"),
    path("customers/<str:number>/relations/<int:relation>/end", filing.end_relation, name="customer_relation_end"),
    path("file-watch", filing.watch, name="file_watch"),
    path("looks", filing.looks, name="looks"),
    path("handovers", handover.handovers, name="handovers"),
    path("handovers/open", handover.open_, name="handover_open"),
    path("handovers/<str:number>", handover.handover, name="handover"),
    path("handovers/<str:number>/sign", handover.sign, name="handover_sign"),
    path("handovers/<str:number>/stop", handover.stop, name="handover_stop"),
]
