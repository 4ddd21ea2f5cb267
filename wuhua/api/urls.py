"""The addresses of the API, a list for each version."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from wuhua.api import description, problem
from wuhua.api.v1.root import api

description.named_apart()


def nothing_here(request: HttpRequest) -> HttpResponse:
    """An address the API does not have."""
    return problem.answer(404, detail="没有这个接口。", next_step="接口清单见 /api/v1/docs。")


urlpatterns = [path("v1/", api.urls), re_path("", nothing_here)]
