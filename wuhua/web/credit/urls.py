"""Addresses of batch credit and the decision tables."""

from django.urls import path

from wuhua.web.credit import calculator, grids, views

urlpatterns = [
    path("credit/batches", views.batches, name="credit_batches"),
    path("credit/batches/<int:number>", views.batch, name="credit_batch"),
    path("credit/batches/<int:number>/<slug:verb>", views.act, name="credit_act"),
    path("credit/batches/<int:number>.xlsx", views.letters, name="credit_letters"),
    path("credit/calculator", calculator.calculator, name="credit_calculator"),
    path("credit/tables", grids.listed, name="credit_tables"),
    path("credit/tables/<str:code>", grids.grid, name="credit_table"),
    path("credit/tables/<str:code>/<int:version>/<slug:verb>", grids.decide, name="credit_table_decide"),
]
