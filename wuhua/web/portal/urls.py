"""Addresses of the customer's phone, and the staff's page of complaints."""

from django.urls import path

from wuhua.web.portal import asking, card, complaining, door, flash, loans, open, signing

urlpatterns = [
    path("portal", door.front, name="portal"),
    path("portal/ask", door.ask, name="portal_ask"),
    path("portal/enter", door.enter, name="portal_enter"),
    path("portal/leave", door.leave, name="portal_leave"),
    path("portal/size", door.size, name="portal_size"),
    path("portal/home", loans.home, name="portal_home"),
    path("portal/notes/<str:number>", loans.note, name="portal_note"),
    path("portal/notes/<str:number>/why", loans.why, name="portal_why"),
    path("portal/notes/<str:number>/why/<str:due>", loans.why, name="portal_why_of"),
    path("portal/card", card.card, name="portal_card"),
    path("portal/card/draw", card.draw, name="portal_draw"),
    path("portal/card/drawn", card.drawn, name="portal_drawn"),
    path("portal/card/three-days", card.fall, name="portal_fall"),
    path("portal/card/repay", card.repay, name="portal_repay"),
    path("portal/flash", flash.flash, name="portal_flash"),
    path("portal/flash/ask", flash.ask, name="portal_flash_ask"),
    path("portal/flash/sign", flash.sign, name="portal_flash_sign"),
    path("portal/flash/contracts/<str:number>", flash.signed, name="portal_flash_contract"),
    path("portal/papers", loans.papers, name="portal_papers"),
    path("portal/papers/fetch", loans.fetch, name="portal_fetch"),
    path("portal/contracts", signing.contracts, name="portal_contracts"),
    path("portal/contracts/<str:number>/text", signing.text, name="portal_contract_text"),
    path("portal/contracts/<str:number>/ask", signing.ask, name="portal_contract_ask"),
    path("portal/contracts/<str:number>/signed", signing.signed, name="portal_contract_signed"),
    path("portal/limits", asking.limits, name="portal_limits"),
    path("portal/limits/<int:number>/review", asking.review, name="portal_review"),
    path("portal/apply", asking.apply, name="portal_apply"),
    path("portal/progress", asking.progress, name="portal_progress"),
    path("portal/open", open.four, name="portal_open"),
    path("portal/open/times", open.times, name="portal_times"),
    path("portal/complain", complaining.complain, name="portal_complain"),
    path("portal/complaints", complaining.mine, name="portal_complaints"),
    path("complaints", complaining.listed, name="complaints"),
    path("complaints/<str:number>", complaining.one, name="complaint"),
    path("complaints/<str:number>/phone", complaining.phone, name="complaint_phone"),
    path("complaints/<str:number>/<slug:verb>", complaining.act, name="complaint_act"),
]
