"""Addresses of return files."""

from django.urls import path

from wuhua.web.repayfile import views

urlpatterns = [
    path("repay-files", views.repay_files, name="repay_files"),
    path("repay-files/<int:number>", views.repay_file, name="repay_file"),
    path("repay-files/jobs/<int:number>/take", views.take, name="repay_file_take"),
]
