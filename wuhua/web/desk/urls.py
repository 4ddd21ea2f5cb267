"""Addresses of the door."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from wuhua.web.desk import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("login", views.Door.as_view(), name="login"),
    path("login/code", views.code, name="code"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("me/password", views.Password.as_view(), name="password"),
    path("me/second-factor", views.second_factor, name="second_factor"),
]
