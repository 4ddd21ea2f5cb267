"""Addresses of the link to the core system."""

from django.urls import include, path

from wuhua.web.corelink import paying, views

urlpatterns = [
    path("", include("wuhua.web.repayfile.urls")),
    path("corelink", views.corelink, name="corelink"),
    path("corelink/days/<str:day>", views.day, name="corelink_day"),
    path("corelink/breaks/<int:number>", views.break_, name="corelink_break"),
    path("corelink/breaks/<int:number>/<slug:verb>", views.on_break, name="corelink_on_break"),
    path("corelink/hand-overs", paying.hand_overs, name="corelink_hand_overs"),
    path("corelink/hand-overs/new", paying.new, name="corelink_hand_over_new"),
    path("corelink/hand-overs/<str:number>", paying.hand_over, name="corelink_hand_over"),
    path("corelink/hand-overs/<str:number>/<slug:verb>", paying.on_hand_over, name="corelink_on_hand_over"),
]
