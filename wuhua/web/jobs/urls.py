"""Addresses of background work."""

from django.urls import path

from wuhua.web.jobs import views

urlpatterns = [
    path("jobs", views.jobs_, name="jobs"),
    path("jobs/<int:number>", views.job, name="job"),
    path("jobs/<int:number>/bar", views.bar, name="job_bar"),
    path("jobs/<int:number>/files/<int:file>", views.file, name="job_file"),
]
