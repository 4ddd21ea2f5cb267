"""Addresses of the community view."""

from django.urls import path

from wuhua.web.community import views

urlpatterns = [
    path("community", views.customers, name="community"),
    path("community/file", views.customers_file, name="community_file"),
    path("community/<str:number>", views.statement, name="community_customer"),
    path("community/<str:number>/file", views.statement_file, name="community_customer_file"),
]
