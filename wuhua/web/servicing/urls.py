"""Addresses of the loan book."""

from django.urls import path

from wuhua.web.servicing import views

urlpatterns = [
    path("book", views.book, name="book"),
    path("book.xlsx", views.book_file, name="book_file"),
    path("book/export", views.book_export, name="book_export"),
    path("notes/<str:number>", views.note, name="note"),
]
