"""Addresses of classification."""

from django.urls import path

from wuhua.web.classification import arrears, case, quarter, views

urlpatterns = [
    path("classes", views.waiting, name="classes"),
    path("classes/moved", views.moved, name="classes_moved"),
    path("classes/marks", views.marks, name="classes_marks"),
    path("classes/migration", views.migration, name="classes_migration"),
    path("classes/quarter", quarter.quarter, name="classes_quarter"),
    path("classes/quarter.xlsx", quarter.quarter_file, name="classes_quarter_file"),
    path("classes/proposals/<int:number>/<slug:verb>", views.decide, name="classes_decide"),
    path("classes/notes/<str:number>", case.note, name="class_note"),
    path("classes/notes/<str:number>/<slug:verb>", case.act, name="class_act"),
    path("arrears", arrears.listed, name="arrears"),
    path("arrears.xlsx", arrears.listed_file, name="arrears_file"),
    path("arrears/<str:number>", arrears.word, name="arrears_word"),
]
