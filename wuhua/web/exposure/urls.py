"""Addresses of exposure."""

from django.urls import path

from wuhua.web.exposure import views

urlpatterns = [
    path("exposure", views.board, name="exposure"),
    path("exposure/<str:number>", views.customer, name="exposure_customer"),
]
