"""The addresses of the house: each entrance brings its own list (`web.urls`, `api.urls`)."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [path("language", set_language, name="set_language")]
if find_spec("wuhua.api.urls"):
    urlpatterns.append(path("api/", include("wuhua.api.urls")))
if find_spec("wuhua.web.urls"):
    urlpatterns.append(path("", include("wuhua.web.urls")))
