"""What the pages of the link show: the rooms' rows with the words an officer reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import read, rules
from wuhua.areas.corelink.rules import SENT_OUT, BreakKind, BreakState, CoreFileKind
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.platform import seals
from wuhua.platform.models import SealKind
from wuhua.web.corelink import handovers
from wuhua.web.corelink.forms import Close, Filters, Reason
from wuhua.web.templatetags.desk import BLANK, label, yuan
from wuhua.web.templatetags.desk import day as written_day

DAYS = 7
HAND_OVERS = 20
"""So many on the front page; the list has them all."""
OF_NOTES = (
    CoreFileKind.NOTES,
    CoreFileKind.BALANCES,
    CoreFileKind.REPAYMENTS,
    CoreFileKind.ARREARS,
    CoreFileKind.RESULTS,
)
"""Files whose subject is a note, which has a page of its own."""


@dataclass(frozen=True, slots=True)
class BreakRow:
    """One line of the list."""

    found: Any
    what: str
    ours: str
    theirs: str
    age: int
    owner: str
    is_note: bool


def rows(found: Iterable[Any], day: date, names: dict[str, str] | None = None) -> list[BreakRow]:
    """Breaks with their words; one query at most, whatever the number."""
    held = list(found)
    staff = people.staff_names({each.owner for each in held if each.owner}) if names is None else names
    return [
        BreakRow(
            each,
            what_of(each),
            cell(each, each.ours),
            cell(each, each.theirs),
            _age(each, day),
            staff.get(each.owner, each.owner),
            each.source in OF_NOTES,
        )
        for each in held
    ]


def _age(found: Any, day: date) -> int:
    """Until today, or until it was over."""
    return rules.age(found.first_seen, found.decided_on or day)


def cell(found: Any, text: str) -> str:
    """A side of a difference as a person reads it: amounts with their thousands apart, codes by their names."""
    if not text:
        return BLANK
    if found.gap is not None:
        return yuan(text)
    return label(text, "status") if found.field == "book_status" else text


def what_of(found: Any) -> str:
    """What differs: the file, and the column where it is one."""
    file = label(found.source, "corefile")
    return f"{file} · {label(found.field, 'core_field')}" if found.field else file


# --- the front page --------------------------------------------------------------------------------------------------


def page(form: Filters, today: date) -> dict[str, Any]:
    """Lights, figures, breaks and hand-overs."""
    # What came with the cut-over was compared by the cut-over.
    days = [each.day for each in seals.newest(DAYS) if each.kind == SealKind.CLOSED]
    lamps = read.lamps(days)
    counts = read.counts()
    return {
        "master": compliance.ledger_master(today),
        "today": today,
        "days": [(day, lamps[day]) for day in days],
        "kinds": rules.EXPECTED,
        "counts": counts,
        "missing": counts[BreakKind.MISSING_HERE] + counts[BreakKind.MISSING_IN_CORE],
        "unlike": counts[BreakKind.STATUS] + counts[BreakKind.DATE],
        "hand_over_counts": read.hand_over_counts(),
        "hand_overs": handovers.rows(read.hand_overs(HAND_OVERS), today),
        **breaks(form, today),
    }


def breaks(form: Filters, today: date) -> dict[str, Any]:
    """The list alone."""
    found = read.breaks_page(form.wanted())
    return {"form": form, "page": found, "rows": rows(found.rows, today, form.staff_names), "today": today}


# --- one day ---------------------------------------------------------------------------------------------------------


def day_page(day: date, today: date) -> dict[str, Any]:
    """Everything that came and went for a day, and its 总分核对表."""
    file, lines = read.ledger(day)
    names = people.branch_names()
    sheet = [
        {
            "line": line,
            "branch": names.get(line.branch, line.branch),
            "gap": None if line.core is None or line.ours is None else line.core - line.ours,
            "inner": None if line.ours is None or line.subs is None else line.ours - line.subs,
        }
        for line in lines
    ]
    return {
        "day": day,
        "master": compliance.ledger_master(day),
        "files": read.files_of(day),
        "lamps": read.lamps([day], (*rules.EXPECTED, CoreFileKind.RESULTS))[day],
        "sent_out": SENT_OUT,
        "ledger": file,
        "sheet": sheet,
        "breaks": rows(read.breaks(read.Wanted(on=day), limit=read.PAGE), today),
    }


# --- one break -------------------------------------------------------------------------------------------------------


def break_page(found: Any, who: Officer, today: date, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """The break, its history, and what this officer may do about it now. `bound` are forms that came back refused."""
    mine, free = found.owner == who.number, not found.owner
    open_ = found.state in rules.LIVE
    proposed = found.state == BreakState.PROPOSED
    may = read.may_own(who) is None and open_
    steps = read.history(found.pk)
    staff = people.staff_names({each.actor for each in steps} | {found.owner, found.proposed_by, found.decided_by})
    forms = {"take": Reason(), "explain": Reason(), "close": Close(), "back": Reason(), **(bound or {})}
    return {
        "row": rows([found], today)[0],
        "found": found,
        "facts": _facts(found, today, staff),
        "steps": [
            (each, staff.get(each.actor, each.actor), cell(found, each.ours), cell(found, each.theirs))
            for each in steps
        ],
        "siblings": rows(read.siblings(found), today),
        "left": read.left(found.subject) if found.kind == BreakKind.MISSING_HERE and open_ else None,
        "forms": forms,
        "two": rules.needs_two(BreakKind(found.kind), found.gap),
        "may_take": may and not mine and not proposed,
        "from_other": not free,
        "may_work": may and mine and not proposed,
        "may_confirm": may and proposed and found.proposed_by != who.number,
        "waits": open_ and proposed,
    }


def _facts(found: Any, today: date, staff: dict[str, str]) -> list[tuple[str, str]]:
    branch = people.branch_names().get(found.branch, found.branch)
    told = [
        (_("差异类型"), label(found.kind, "break")),
        (_("文件"), what_of(found)),
        (_("机构"), branch or BLANK),
        (_("本系统"), cell(found, found.ours)),
        (_("核心"), cell(found, found.theirs)),
        (_("相差"), yuan(found.gap)),
        (_("首见"), written_day(found.first_seen)),
        (_("最近见"), written_day(found.last_seen)),
        (_("挂账天数"), str(_age(found, today))),
        (_("认领人"), staff.get(found.owner, found.owner) or BLANK),
    ]
    if found.about:
        told.append((_("业务日"), written_day(found.about)))
    if found.resolution:
        told.append((_("了结方式"), label(found.resolution, "resolution")))
    if found.decided_by:
        told.append((_("了结人"), staff.get(found.decided_by, found.decided_by)))
        told.append((_("了结日"), written_day(found.decided_on)))
    return told
