"""What the page of a case says about its contract, without the page having to know."""

from __future__ import annotations

from typing import Any

from django import template

from wuhua.areas.origination.read import contracts
from wuhua.web import officer
from wuhua.web.origination.contracts import at_hand

register = template.Library()


@register.simple_tag(takes_context=True)
def case_contract(context: dict[str, Any]) -> dict[str, Any]:
    """The contract of the case on this page and what may be done about it now. One query."""
    case = context["case"]
    return at_hand(officer.must(context["request"]), case, contracts.contract_of(case))
