"""Addresses of contests."""

from django.urls import path

from wuhua.web.contests import views

urlpatterns = [
    path("contests", views.contests, name="contests"),
    path("contests/open", views.open_one, name="contest_open"),
    path("contests/<int:number>", views.contest, name="contest"),
    path("contests/<int:number>/ranking.xlsx", views.ranking_file, name="contest_file"),
    path("contests/<int:number>/teams/<str:team>", views.events, name="contest_events"),
    path("contests/<int:number>/close", views.close, name="contest_close"),
]
