"""Addresses of customers."""

from django.urls import path

from wuhua.web.customer import views

urlpatterns = [
    path("customers/<str:number>", views.customer, name="customer"),
    path("customers/<str:number>/unmask", views.unmask, name="unmask"),
]
