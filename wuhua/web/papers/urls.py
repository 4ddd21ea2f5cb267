"""Addresses of paper."""

from django.urls import include, path

from wuhua.web.papers import county, views

urlpatterns = [
    path("papers/notes/<str:number>", views.of_note, name="note_papers"),
    path("papers/customers/<str:number>", views.of_customer, name="customer_papers"),
    path("papers/print", views.print_, name="print"),
    path("papers/county", county.print_, name="print_county"),
    path("", include("wuhua.web.origination.contract_urls")),
]
