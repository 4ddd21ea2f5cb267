"""Addresses of the loan book."""

from django.urls import path

from wuhua.web.servicing import desk, doing, explained, repricing, views

urlpatterns = [
    path("book", views.book, name="book"),
    path("book.xlsx", views.book_file, name="book_file"),
    path("book/export", views.book_export, name="book_export"),
    path("notes/<str:number>", views.note, name="note"),
    path("notes/<str:number>/explained", explained.explained, name="note_explained"),
    path("notes/<str:number>/explained/if", explained.supposed, name="note_supposed"),
    path("notes/<str:number>/do/<slug:verb>", doing.verb, name="note_verb"),
    path("orders", desk.listed, name="orders"),
    path("orders/repricing", repricing.listed, name="repricing"),
    path("orders/repricing/act", repricing.act, name="repricing_act"),
    path("orders/<int:number>", desk.order, name="order"),
    path("orders/<int:number>/<slug:verb>", desk.on_order, name="on_order"),
]
