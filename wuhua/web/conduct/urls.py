"""Addresses of conduct."""

from django.urls import path

from wuhua.web.conduct import fees, notices, views

urlpatterns = [
    path("conduct", views.findings, name="conduct"),
    path("conduct/scan", views.look, name="conduct_scan"),
    path("conduct/findings/<int:number>", views.finding, name="conduct_finding"),
    path("conduct/findings/<int:number>/<slug:verdict>", views.close, name="conduct_close"),
    path("conduct/fees", fees.fees, name="conduct_fees"),
    path("conduct/fees/<int:number>", fees.fee, name="conduct_fee"),
    path("conduct/fees/<int:number>/<slug:verdict>", fees.decide, name="conduct_fee_decide"),
    path("conduct/sales", fees.sales, name="conduct_sales"),
    path("conduct/notices", notices.notices, name="conduct_notices"),
    path("conduct/notices/<int:number>/<slug:verb>", notices.decide, name="conduct_notice_decide"),
]
