"""Addresses of the interest calendar."""

from django.urls import path

from wuhua.web.calendar import views

urlpatterns = [
    path("calendar", views.due, name="calendar"),
    path("calendar.xlsx", views.due_file, name="calendar_file"),
    path("calendar/late", views.late, name="late"),
    path("calendar/late.xlsx", views.late_file, name="late_file"),
    path("calendar/calls/<str:account>", views.call, name="call"),
    path("calendar/calls/<str:account>/phone", views.phone, name="phone"),
    path("maturities", views.maturing, name="maturing"),
    path("maturities.xlsx", views.maturing_file, name="maturing_file"),
    path("maturities/<str:number>", views.plan, name="plan"),
]
