"""Addresses of the day end."""

from django.urls import path

from wuhua.web.dayend import views

urlpatterns = [
    path("dayend", views.dayend, name="dayend"),
    path("dayend/bar", views.bar, name="dayend_bar"),
    path("dayend/confirm", views.confirm, name="dayend_confirm"),
    path("dayend/close", views.close, name="dayend_close"),
]
