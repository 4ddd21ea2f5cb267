"""Addresses of a case's contract and papers."""

from django.urls import path

from wuhua.web.origination import contracts

urlpatterns = [
    path("cases/<str:number>/contract", contracts.show, name="case_contract"),
    path("cases/<str:number>/contract/draw", contracts.draw, name="case_draw"),
    path("cases/<str:number>/contract/sign", contracts.sign, name="case_sign"),
    path("cases/<str:number>/contract/print", contracts.print_, name="case_print"),
]
