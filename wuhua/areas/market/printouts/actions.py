"""The one verb of these papers: count that one is printed; then it is drawn as PDF or filled into its Word template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import CountyPrintout
from wuhua.areas.market.printouts import sheets
from wuhua.areas.market.printouts.layouts import LAYOUTS
from wuhua.areas.market.printouts.sheets import CountySheet
from wuhua.areas.market.rules.printing import CountyPaper, may_print
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.once import once
from wuhua.platform.paper import pdf, word
from wuhua.platform.paper.layouts import PaperForm

TEMPLATES = Path(__file__).parent / "templates"
Maker = Callable[[], CountySheet | Refused]


def template_of(paper: CountyPaper) -> Path:
    """The file the legal desk edits."""
    return TEMPLATES / f"{paper.value.lower()}.docx"


@transaction.atomic
def print_paper(
    *,
    actor: Officer,
    business_date: date,
    key: str,
    paper: CountyPaper,
    subject: str,
    kind: PaperForm,
    make: Maker | None = None,
) -> tuple[int, int, bytes] | Refused:
    """打印登记: once more on paper; answers the printout's number, which copy it is and its bytes. The same key is the same copy.

    `make` tells what stands on a paper of a later room; the officer's sight is its matter.
    """
    refused = may_print(actor)
    if refused is not None:
        return refused
    sheet = make() if make is not None else sheets.sheet_for(actor, paper, subject, business_date)
    if isinstance(sheet, Refused):
        return sheet

    def act() -> dict[str, int]:
        # After this line the printing must be counted.
        return _count(actor.number, business_date, kind, sheet)

    told = {"verb": "print_county", "paper": paper, "subject": subject, "kind": kind}
    done = once(f"county-print/{actor.number}/{key}", told, act)
    if isinstance(done, Refused):
        return done
    foot = f"第{done['copy']}次打印  {business_date.isoformat()}  {actor.name}({actor.number})  打印编号 {done['printout']:06d}"
    if kind is PaperForm.WORD:
        data = word.filled(template_of(paper), sheet.filled, foot, done["copy"])
    else:
        data = pdf.drawn(LAYOUTS[paper], sheet.filled, foot, done["copy"])
    return done["printout"], done["copy"], data


def _count(actor: str, day: date, kind: PaperForm, sheet: CountySheet) -> dict[str, int]:
    """The next copy of this paper. Two printing it at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{sheet.paper}/{sheet.subject}"])
    last = CountyPrintout.objects.filter(paper=sheet.paper, subject=sheet.subject).order_by("-copy").first()
    kept = CountyPrintout.objects.create(
        paper=sheet.paper, kind=kind, subject=sheet.subject, copy=last.copy + 1 if last else 1, digest=sheet.digest,
        actor=actor, business_date=day, recorded_at=clock.now(),
    )  # fmt: skip
    record(
        actor,
        day,
        "printed",
        f"{sheet.paper}:{sheet.subject}",
        {"copy": kept.copy, "kind": kind, "digest": kept.digest},
    )
    return {"printout": kept.pk, "copy": kept.copy}
