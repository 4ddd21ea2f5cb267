"""Addresses of backing."""

from django.urls import path

from wuhua.web.backing import firms, views

urlpatterns = [
    path("backing", views.pools, name="pools"),
    path("backing/pools/new", views.pool_new, name="pool_new"),
    path("backing/pools/<str:code>", views.pool, name="pool"),
    path("backing/pools/<str:code>/<slug:verb>", views.pool_do, name="pool_do"),
    path("backing/firms", firms.firms, name="core_firms"),
    path("backing/firms/new", firms.firm_new, name="core_firm_new"),
    path("backing/receipts", firms.receipts, name="core_receipts"),
    path("backing/firms/<str:code>", firms.firm, name="core_firm"),
    path("backing/firms/<str:code>/<slug:verb>", firms.firm_do, name="core_firm_do"),
    path("backing/tax", views.tax, name="tax_freezes"),
]
