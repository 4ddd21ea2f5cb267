"""The addresses of the house: each entrance brings its own list (`web.urls`, `api.urls`)."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language", login_not_required(set_language), name="set_language"),
]
if find_spec("wuhua.api.urls"):
    urlpatterns.append(path("api/", include("wuhua.api.urls")))
if find_spec("wuhua.web.urls"):
    urlpatterns.append(path("", include("wuhua.web.urls")))
    handler400 = "wuhua.web.desk.views.bad_request"
    handler403 = "wuhua.web.desk.views.refused"
    handler404 = "wuhua.web.desk.views.missing"
    handler500 = "wuhua.web.desk.views.broken"
