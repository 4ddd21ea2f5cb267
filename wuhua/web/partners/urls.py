"""Addresses of partners."""

from django.urls import path

from wuhua.web.partners import circles, views

urlpatterns = [
    path("partners", views.agreements, name="partners"),
    path("partners/agreements.xlsx", views.agreements_file, name="agreements_file"),
    path("partners/sign", views.sign, name="agreement_sign"),
    path("partners/agreements/<str:number>", views.agreement, name="agreement"),
    path("partners/agreements/<str:number>/<slug:verb>", views.agreement_do, name="agreement_do"),
    path("partners/targets", views.targets, name="strategic"),
    path("partners/targets/new", views.court, name="strategic_new"),
    path("partners/targets/<int:number>", views.target, name="strategic_one"),
    path("partners/targets/<int:number>/<slug:verb>", views.target_do, name="strategic_do"),
    path("partners/alliances", circles.alliances, name="alliances"),
    path("partners/alliances/new", circles.found, name="alliance_new"),
    path("partners/alliances/<int:number>", circles.alliance, name="alliance"),
    path("partners/alliances/<int:number>/<slug:verb>", circles.do, name="alliance_do"),
]
