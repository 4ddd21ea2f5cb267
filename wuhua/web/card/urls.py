"""Addresses of cards."""

from django.urls import path

from wuhua.web.card import deeds, views

urlpatterns = [
    path("cards", views.cards, name="cards"),
    path("cards/open", deeds.open_, name="card_open"),
    path("cards/orders/<int:number>", deeds.decide, name="card_order"),
    path("cards/<str:number>", views.card, name="card"),
    path("cards/<str:number>/draw", deeds.draw, name="card_draw"),
    path("cards/<str:number>/repay", deeds.repay, name="card_repay"),
    path("cards/<str:number>/do/<slug:verb>", deeds.do, name="card_do"),
    path("cards/<str:number>/ask/<slug:verb>", deeds.ask, name="card_ask"),
]
