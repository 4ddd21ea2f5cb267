"""Addresses of the middle office: reviews, votes, refusals, exceptions, mandates. They stand before those of one case."""

from django.urls import path

from wuhua.web.origination import committee, mandates, paying, refusals, review

urlpatterns = [
    path("cases/review", review.desk, name="review_desk"),
    path("cases/pay", paying.desk, name="case_paying"),
    path("cases/exceptions", review.exceptions, name="case_exceptions"),
    path("cases/exceptions/do/<slug:verb>", review.exceptions, name="case_exceptions_do"),
    path("cases/refusals", refusals.desk, name="case_refusals"),
    path("cases/votes", committee.listed, name="votes"),
    path("cases/votes/<int:number>", committee.one, name="vote"),
    path("cases/votes/<int:number>/do/<slug:verb>", committee.one, name="vote_do"),
    path("cases/<str:number>/vote", committee.call, name="vote_call"),
    path("cases/<str:number>/review", review.one, name="case_review"),
    path("cases/<str:number>/review/do/<slug:verb>", review.one, name="case_review_do"),
    path("mandates", mandates.page, name="mandates"),
    path("mandates/do/<slug:verb>", mandates.page, name="mandates_do"),
]
