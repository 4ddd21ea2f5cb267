"""The address of the screen."""

from django.urls import path

from wuhua.web.service import views

urlpatterns = [path("service", views.screen, name="service")]
