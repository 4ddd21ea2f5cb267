"""What the codes of backing are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "pool_entry": {
        "GOV_PAID": _("政府缴存"),
        "FIRM_PAID": _("企业缴存"),
        "REFUNDED": _("退还"),
        "COMMITTED": _("占用"),
        "USED": _("代偿"),
        "RECOVERED": _("追回"),
    },
    "pool_party": {"GOV": _("政府"), "FIRM": _("企业池"), "BANK": _("银行")},
    "confirmation": {"ORDER": _("订单"), "RECEIVABLE": _("应收账款")},
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {"pool_entry": {"USED": "bad", "RECOVERED": "good"}}
"""Colours that repeat what the word says."""


def choices(kind: str) -> list[tuple[str, str]]:
    """For a form, in the order of the rules."""
    return list(LABELS[kind].items())
