"""Addresses of the three boards, the main force and the calls after a disbursement."""

from django.urls import path

from wuhua.web.breakthroughs import views

urlpatterns = [
    path("breakthroughs", views.boards, name="breakthroughs"),
    path("breakthroughs/centre", views.centre, name="centre"),
    path("breakthroughs/feedback", views.feedback, name="feedback"),
]
