"""A form that was not taken, shown again: what was typed stays, and the no stands beside the field it concerns.

A page hands in `told` (`web.partners.said.Told`). In its form, `{% typed form name default %}` is the value of a field with,
where the no is about it, what a screen reader and the eye need; `{% no form name %}` follows the field. The last word of a
form, `{% no form %}`, says what no field of it could say.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
_SHOWN = "beside_shown"


def _about(context: Any, form: str, name: str) -> Any:
    """The no of this form about this field; None where there is none."""
    told = context.get("told")
    return told.no if told is not None and told.no is not None and told.form == form and told.field == name else None


def _sign(form: str, name: str) -> str:
    return f"no-{form}-{name}".replace(":", "-")


@register.simple_tag(takes_context=True)
def said(context: Any, form: str, name: str, default: Any = "") -> str:
    """What was typed into a field of the form that was not taken, else `default`."""
    told = context.get("told")
    return str(told.values.get(name, "") if told is not None and told.form == form else default)


@register.simple_tag(takes_context=True)
def typed(context: Any, form: str, name: str, default: Any = "") -> SafeString:
    """The attributes of an input: its value, and that it is the one at fault."""
    value = format_html(' value="{}"', said(context, form, name, default))
    return format_html("{}{}", value, fault(context, form, name))


@register.simple_tag(takes_context=True)
def fault(context: Any, form: str, name: str) -> SafeString:
    """The attributes of the field at fault, without a value: for a choice."""
    if _about(context, form, name) is None:
        return SafeString("")
    return format_html(' aria-invalid="true" aria-describedby="{}" autofocus', _sign(form, name))


@register.simple_tag(takes_context=True)
def no(context: Any, form: str, name: str | None = None) -> SafeString:
    """The no about one field, beside it; without a name the no that none of the form's fields has said."""
    if name is not None:
        return _say(context, _about(context, form, name), _sign(form, name))
    told = context.get("told")
    of_form = told.no if told is not None and told.form == form else None
    return _say(context, of_form, _sign(form, "form"))


@register.simple_tag(takes_context=True)
def no_rest(context: Any) -> SafeString:
    """At the foot of a page: the no whose form does not stand on it any more."""
    told = context.get("told")
    return _say(context, told.no if told is not None else None, "no-page")


def _say(context: Any, refused: Any, sign: str) -> SafeString:
    """The no, once a page."""
    once = context.render_context.dicts[0]
    if refused is None or once.get(_SHOWN):
        return SafeString("")
    once[_SHOWN] = True
    words = format_html('<p class="bad beside" id="{}" role="alert">{}{}</p>', sign, refused.reason, refused.next_step)
    return SafeString(words)
