"""A drop-down drawn in one go.

Django draws every option with a template of its own: with two hundred names of staff that is 8 ms a page, more than the
question to the database. The markup is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


class Choice(Select):
    """A `Select` without groups."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The element with its options; every text in it is escaped."""
        chosen, offered = "" if value is None else str(value), cast("Iterable[tuple[str, str]]", self.choices)
        options = [
            f'<option value="{conditional_escape(code)}"{" selected" if str(code) == chosen else ""}>'
            f"{conditional_escape(text)}</option>"
            for code, text in offered
        ]
        words = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, words, mark_safe("".join(options)))  # noqa: S308
