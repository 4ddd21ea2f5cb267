"""Address of the reports."""

from django.urls import path

from wuhua.web.reports import views

urlpatterns = [path("reports", views.reports, name="reports")]
