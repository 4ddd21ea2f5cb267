"""Addresses of people."""

from django.urls import path

from wuhua.web.people import views

urlpatterns = [
    path("people/away", views.away, name="people_away"),
    path("people/away/plan", views.plan, name="people_away_plan"),
    path("people/away/<int:number>/<slug:verb>", views.close, name="people_away_close"),
]
