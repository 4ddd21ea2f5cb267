"""Addresses of the catalogue."""

from django.urls import path

from wuhua.web.product import views

urlpatterns = [
    path("products", views.catalogue, name="products"),
    path("products/<str:code>", views.sheet, name="product"),
]
