"""Addresses of the cockpit and of the five dimensions."""

from django.urls import path, register_converter

from wuhua.web.cockpit import board, views


class Slug:
    """One of the five."""

    regex = "|".join(board.DIMENSIONS)

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


register_converter(Slug, "dimension")

urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("five/<dimension:slug>", views.dimension, name="dimension"),
    path("drill/<slug:kpi>", views.drill, name="drill"),
]
