"""Addresses of step 5."""

from django.urls import path

from wuhua.web.afterloan import views

urlpatterns = [
    path("afterloan", views.desk, name="afterloan"),
    path("afterloan/month.xlsx", views.desk_file, name="afterloan_file"),
    path("afterloan/stops", views.stops, name="afterloan_stops"),
    path("afterloan/customers/<str:number>", views.customer, name="afterloan_customer"),
    path("afterloan/customers/<str:number>/<slug:verb>", views.do, name="afterloan_do"),
]
