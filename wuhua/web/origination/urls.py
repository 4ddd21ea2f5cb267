"""Addresses of the five steps. A page and what is done on it: `…` and `…/do/<deed>`."""

from django.urls import path

from wuhua.web.origination import case, desk, looking

urlpatterns = [
    path("cases", desk.desk, name="cases"),
    path("cases.xlsx", desk.desk_file, name="cases_file"),
    path("cases/new", desk.ask, name="case_ask"),
    # The desks of review, committee, mandates and refusals stand here, before the number of a case.
    path("cases/<str:number>", case.show, name="case"),
    path("cases/<str:number>/do/<slug:deed>", case.do, name="case_do"),
    path("cases/<str:number>/looking", looking.show, name="case_looking"),
    path("cases/<str:number>/looking/do/<slug:deed>", looking.do, name="case_looking_do"),
]
