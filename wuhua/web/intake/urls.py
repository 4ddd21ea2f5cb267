"""Addresses of the import."""

from django.urls import path

from wuhua.web.intake import views

urlpatterns = [
    path("import", views.import_, name="import"),
    path("import/<int:number>/take", views.take, name="import_take"),
]
