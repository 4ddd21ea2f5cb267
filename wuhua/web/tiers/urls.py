"""Addresses of the tiers."""

from django.urls import path

from wuhua.web.tiers import views

urlpatterns = [
    path("tiers", views.tiers, name="tiers"),
    path("tiers/sort", views.sort, name="tiers_sort"),
    path("tiers/customers/<str:number>", views.customer, name="tier_customer"),
    path("tiers/customers/<str:number>/tier", views.change_tier, name="tier_change"),
    path("tiers/customers/<str:number>/owner", views.change_owner, name="tier_owner_change"),
]
