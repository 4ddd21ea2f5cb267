"""The one verb of paper: count that it is printed. What stands on it is asked of `sheets` and drawn by `pdf` or `word`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Personal, Role
from wuhua.areas.servicing.models import Printout
from wuhua.areas.servicing.printouts import own, rules, sheets
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.words import PaperRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock
from wuhua.platform.once import once

Answer = dict[str, Any]

PRINTERS = (
    Role.RM,
    Role.CO_RM,
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.EXECUTIVE,
    Role.ACCOUNTANT,
    Role.DISB_AUDITOR,
    Role.ARCHIVIST,
    Role.RISK,
    Role.POST_LOAN,
)
"""Who hands paper to a customer or puts it into a file. Auditors read on the screen."""


@transaction.atomic
def print_paper(*, actor: Officer, business_date: date, key: str, wanted: Wanted) -> Answer | Refused:
    """打印登记: the paper is printed once more; answers its number and which copy it is. The same key is the same copy."""

    def act() -> Answer | Refused:
        if not actor.holds(*PRINTERS):
            return Refused(PaperRefusal.MAY_NOT_PRINT, "您的岗位不出具纸质单据。", "请由客户经理、会计或档案岗打印。")
        no = rules.check_offset(wanted)
        if no is not None:
            return no
        sheet = sheets.sheet_for(actor, wanted, business_date)
        if isinstance(sheet, Refused):
            return sheet
        if wanted.identity and not _may_show_identity(actor, sheet.customer):
            return Refused(
                PaperRefusal.MAY_NOT_SHOW_IDENTITY,
                "您的岗位无权打印完整证件号码。",
                "请不勾选「完整证件号码」,或由有权岗位打印。",
                "identity",
            )

        # After this line the printing must be counted.
        return _count(actor.number, business_date, wanted, sheet)

    asked = {"verb": "print_paper", **asdict(wanted)}
    return once(f"print/{actor.number}/{key}", asked, act)


@transaction.atomic
def fetch_own(*, customer_id: int, number: str, business_date: date, key: str, wanted: Wanted) -> Answer | Refused:
    """客户自助取单: a borrower fetches a paper of its own; counted as any other copy. The same key is the same copy."""

    def act() -> Answer | Refused:
        sheet = own.sheet_of(customer_id, wanted, business_date)
        if isinstance(sheet, Refused):
            return sheet

        # After this line the fetching must be counted.
        return _count(f"customer:{number}", business_date, wanted, sheet)

    return once(f"fetch/{number}/{key}", {"verb": "fetch_own", **asdict(wanted)}, act)


def _may_show_identity(actor: Officer, number: str) -> bool:
    view = customer.customer_for(actor, number)
    return not isinstance(view, Refused) and Personal.IDENTITY in view.may_unmask


def _count(actor: str, day: date, wanted: Wanted, sheet: sheets.Sheet) -> Answer:
    """The next copy of this paper. Two printing it at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{wanted.paper}/{wanted.name}"])
    last = Printout.objects.filter(paper=wanted.paper, subject=wanted.name).order_by("-copy").first()
    kept = Printout.objects.create(
        paper=wanted.paper,
        form=wanted.form,
        subject=wanted.name,
        copy=last.copy + 1 if last else 1,
        customer_id=sheet.customer_id,
        parameters={
            "right": wanted.right,
            "down": wanted.down,
            "preprinted": wanted.preprinted,
            "identity": wanted.identity,
        },
        digest=sheet.digest,
        actor=actor,
        business_date=day,
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor,
        business_date=day,
        action="servicing.printed",
        subject=f"{wanted.paper}:{wanted.name}",
        after={"copy": kept.copy, "form": wanted.form, "digest": kept.digest},
    )
    return {"printout": kept.pk, "copy": kept.copy, "customer": sheet.customer}
