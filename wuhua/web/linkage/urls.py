"""Addresses of linked records."""

from django.urls import path

from wuhua.web.linkage import views

urlpatterns = [
    path("linkage", views.queue, name="linkage"),
    path("linkage/export", views.export, name="linkage_export"),
    path("linkage/<int:link>", views.pair, name="linkage_pair"),
    path("linkage/<int:link>/decide", views.decide, name="linkage_decide"),
    path("customers/<str:number>/links/export", views.export_customer, name="customer_links_export"),
    path("credit-reports/<str:query_id>/open", views.open_report, name="open_report"),
]
