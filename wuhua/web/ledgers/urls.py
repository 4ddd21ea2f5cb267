"""Addresses of the ledgers."""

from django.urls import path

from wuhua.web.ledgers import views

urlpatterns = [
    path("ledgers", views.ledgers, name="ledgers"),
    path("ledgers/out", views.hand_out, name="ledger_out"),
    path("ledgers/list", views.list_out, name="ledger_list"),
    path("ledgers/back", views.bring_back, name="ledger_back"),
    path("ledgers/<int:number>", views.difference, name="ledger"),
]
