"""Addresses of the two boards."""

from django.urls import path

from wuhua.web.risk import views

urlpatterns = [
    path("risk/customers", views.customers, name="risk_customers"),
    path("risk/staff", views.staff, name="risk_staff"),
]
