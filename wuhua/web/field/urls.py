"""Addresses of the field page; the worker lies beside the shell because its reach ends there."""

from django.urls import path

from wuhua.web.field import views

urlpatterns = [
    path("field/", views.shell, name="field"),
    path("field/day.json", views.day, name="field_day"),
    path("field/sw.js", views.worker, name="field_worker"),
    path("field/manifest.webmanifest", views.manifest, name="field_manifest"),
]
