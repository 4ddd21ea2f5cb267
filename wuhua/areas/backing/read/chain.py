"""Core firms: what they confirmed, what is lent on it, and what they still carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Sum

from wuhua.areas.backing.models import Confirmation, ConfirmationUse, CoreFirm, Sweep
from wuhua.areas.backing.read.pools import WAITING
from wuhua.areas.backing.rules import BackingRefusal
from wuhua.areas.backing.rules.chain import CoreFigures, OpenConfirmation, carried
from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import casework as loans
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refused

DEAD = ("REJECTED", "WITHDRAWN")


def core_firms() -> list[CoreFirm]:
    """Every core firm, by its code."""
    return list(CoreFirm.objects.order_by("code"))


def core_firm(code: str) -> CoreFirm | Refused:
    """The core firm of that code."""
    found = CoreFirm.objects.filter(code=code).first() if "\0" not in code else None
    return found or Refused(
        BackingRefusal.PARTNER_UNKNOWN, f"没有核心企业「{code}」。", "请从核心企业清单中选择。", "partner"
    )


def share_on(on: date) -> int:
    """What share of a confirmation is lent, hundredths of a percent."""
    return fen_of(compliance.parameter("LIMIT_CHAIN_SHARE", on), "LIMIT_CHAIN_SHARE")


def notes_of(firm_ids: Collection[int]) -> list[tuple[int, int, str, str, str, int]]:
    """(firm, customer, case, state, note, amount carried) of every use. One query."""
    rows = ConfirmationUse.objects.filter(confirmation__firm_id__in=list(firm_ids))
    found = rows.values_list(
        "confirmation__firm_id", "confirmation__customer_id", "case_id", "case__state", "case__note"
    )
    return list(found.annotate(total=Sum("amount")).order_by("case_id"))


def outstanding_on(firm_ids: Collection[int]) -> dict[int, int]:
    """What is outstanding of loans on their confirmations, by firm. Two queries."""
    lines = notes_of(firm_ids)
    owed = loans.outstanding([note for *_, note, _ in lines if note])
    told = dict.fromkeys(firm_ids, 0)
    for firm, _, _, state, note, amount in lines:
        told[firm] += owed.get(note, 0) if note else amount if state == WAITING else 0
    return told


def core_figures(found: Iterable[CoreFirm], on: date) -> dict[int, CoreFigures]:
    """The ledgers summed, by firm. A fixed number of queries."""
    firms = list(found)
    ids = [each.pk for each in firms]
    common = compliance.fen("LIMIT_CORE_CAP", on)
    owed = outstanding_on(ids)
    said = dict(Confirmation.objects.filter(firm_id__in=ids).values_list("firm_id").annotate(total=Sum("amount")))
    live = ConfirmationUse.objects.filter(confirmation__firm_id__in=ids).exclude(case__state__in=DEAD)
    used = dict(live.values_list("confirmation__firm_id").annotate(total=Sum("amount")))
    swept = dict(Sweep.objects.filter(firm_id__in=ids).values_list("firm_id").annotate(total=Sum("amount")))
    return {
        each.pk: CoreFigures(
            common if each.cap is None else each.cap, owed[each.pk], int(said.get(each.pk, 0)), int(used.get(each.pk, 0)),
            int(swept.get(each.pk, 0)),
        )
        for each in firms
    }  # fmt: skip


def swept(numbers: Collection[str]) -> set[str]:
    """Those of these receipts that are booked. One query."""
    return set(Sweep.objects.filter(pk__in=list(numbers)).values_list("pk", flat=True))


def used_of(numbers: Collection[str]) -> dict[str, int]:
    """What of each confirmation carries a loan, living or repaid. One query."""
    rows = ConfirmationUse.objects.filter(confirmation_id__in=list(numbers)).exclude(case__state__in=DEAD)
    return {number: int(total) for number, total in rows.values_list("confirmation_id").annotate(total=Sum("amount"))}


def open_confirmations(firm_id: int, customer: int, on: date, without: Collection[str] = ()) -> list[OpenConfirmation]:
    """What still carries a loan of this customer: confirmed, not fallen due, not used up. Two queries and the share.

    What the staff in `without` entered is left out: who investigates a case does not himself say what stands behind it.
    """
    entered = Confirmation.objects.filter(firm_id=firm_id, customer_id=customer, due__gt=on)
    rows = list(entered.exclude(actor__in=list(without)).order_by("due", "number"))
    used, share = used_of([each.number for each in rows]), share_on(on)
    found = [
        OpenConfirmation(each.number, carried(each.amount, share) - used.get(each.number, 0), each.due) for each in rows
    ]
    return [each for each in found if each.left > 0]


def confirmed_of(firm_id: int, customer: int, on: date, without: Collection[str] = ()) -> int:
    """What the core firm has confirmed for this customer and not paid by the day, less what those in `without` entered."""
    rows = Confirmation.objects.filter(firm_id=firm_id, customer_id=customer, due__gt=on).exclude(
        actor__in=list(without)
    )
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)
