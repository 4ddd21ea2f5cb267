"""Addresses of lists, leads, pain points, visits and the route."""

from django.urls import path

from wuhua.web.market import register, views

urlpatterns = [
    path("market", views.lists, name="lists"),
    path("market/draw", views.draw, name="list_draw"),
    path("market/entries", views.entries, name="entries"),
    path("market/entries.xlsx", views.entries_file, name="entries_file"),
    path("market/entries/assign", views.assign, name="entries_assign"),
    path("market/walk-in", views.walk_in, name="walk_in"),
    path("market/entries/<int:number>", views.entry, name="entry"),
    path("market/entries/<int:number>/phone", views.phone, name="entry_phone"),
    path("market/entries/<int:number>/contact", views.contact, name="entry_contact"),
    path("market/entries/<int:number>/<slug:verb>", views.do, name="entry_do"),
    path("market/photos/<int:number>", views.photo, name="visit_photo"),
    path("market/route", views.route, name="route"),
    path("market/route/plan", views.plan, name="route_plan"),
    path("market/leads", register.leads, name="leads"),
    path("market/leads/mine", register.mine, name="leads_mine"),
    path("market/chain", register.chain, name="list_chain"),
    path("market/leads/<int:number>/<slug:verb>", register.lead, name="lead"),
    path("market/pains", register.pains, name="pains"),
    path("market/pains/<int:number>", register.pain, name="pain"),
    path("market/pains/<int:number>/solve", register.solve, name="pain_solve"),
    path("market/follow-ups/<int:number>/<slug:verb>", register.follow_up, name="follow_up"),
    path("market/visits", register.visits, name="visits"),
]
