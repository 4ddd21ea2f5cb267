"""What the pages of linked records show: pairs in words, bars as shares of the widest weight, reports as flags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read
from wuhua.areas.customer.read import CustomerView, LinkLine, Weight, bits
from wuhua.areas.customer.rules.linkage import LinkField, LinkHow, LinkLevel, LinkSource, LinkState, LinkVerb
from wuhua.areas.customer.rules.reports import ReportFlag, may_open
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.web.sheet import Column

WIDEST = 1500
"""A field that says fifteen bits fills its bar."""
WORDS = {
    LinkSource.REGISTRY: gettext_noop("工商登记"),
    LinkSource.POWER: gettext_noop("用电"),
    LinkSource.ROSTER: gettext_noop("园区市场名单"),
    LinkSource.SURVEY: gettext_noop("摸底走访"),
    LinkSource.COURT: gettext_noop("司法"),
    LinkSource.CUSTOMER: gettext_noop("本行客户"),
    LinkState.LINKED: gettext_noop("自动关联"),
    LinkState.WAITING: gettext_noop("待人工判断"),
    LinkState.KEPT: gettext_noop("人工认定"),
    LinkState.REJECTED: gettext_noop("人工否定"),
    LinkState.APART: gettext_noop("不关联"),
    LinkHow.EXACT: gettext_noop("号码一致"),
    LinkHow.PROBABLE: gettext_noop("权重合计"),
    LinkField.IDENTITY: gettext_noop("证件号码"),
    LinkField.NAME: gettext_noop("名称"),
    LinkField.PERSON: gettext_noop("经营者"),
    LinkField.ADDRESS: gettext_noop("地址"),
    LinkField.PHONE: gettext_noop("电话"),
    LinkLevel.SAME: gettext_noop("相同"),
    LinkLevel.CLOSE: gettext_noop("相近"),
    LinkLevel.PART: gettext_noop("部分相同"),
    LinkLevel.DIFFERENT: gettext_noop("不同"),
    LinkLevel.NOT_BOTH: gettext_noop("一方没有"),
    LinkVerb.KEEP: gettext_noop("认定"),
    LinkVerb.REJECT: gettext_noop("否定"),
    LinkVerb.UNDO: gettext_noop("撤销判断"),
    ReportFlag.OVERDUE_NOW: gettext_noop("当前逾期"),
    ReportFlag.OVERDUE_BEFORE: gettext_noop("近24个月有逾期"),
    ReportFlag.MANY_QUERIES: gettext_noop("近6个月查询频繁"),
    ReportFlag.BAD_CLASS: gettext_noop("他行分类不良"),
    ReportFlag.PUBLIC_RECORD: gettext_noop("有公共记录"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One field of a pair: both sides, the level in words, and how wide the bar is (0 to 100), for or against."""

    field: str
    record: str
    customer: str
    level: str
    bits: str
    width: int
    against: bool


def _bar(each: Weight) -> Bar:
    width = min(100, abs(each.weight) * 100 // WIDEST)
    return Bar(
        _(WORDS[each.field]),
        each.record or "—",
        each.customer or "—",
        _(WORDS[each.level]),
        bits(each.weight),
        width,
        each.weight < 0,
    )


def pair(line: LinkLine, who: Officer) -> dict[str, Any]:
    """A pair in words."""
    return {
        "line": line,
        "source": _(WORDS[line.source]),
        "state": _(WORDS[line.state]),
        "how": _(WORDS[line.how]),
        "bars": [_bar(each) for each in line.fields],
        "files": line.source is LinkSource.CUSTOMER,
        "second": bool(line.asked_by),
        "own": line.asked_by == who.number,
        "open": line.state in (LinkState.WAITING, LinkState.LINKED, LinkState.APART),
    }


def queue(who: Officer, state: LinkState, source: LinkSource | None, page: int) -> dict[str, Any]:
    """A page of the queue, with how far it is worked off."""
    found = read.queue(who, state=state, source=source, page=page)
    return {
        "pairs": [pair(line, who) for line in found.lines],
        "page": found,
        "progress": read.progress(who),
        "run": read.last_run(),
        "state": state.value,
        "source": source.value if source else "",
        "states": [(each.value, _(WORDS[each])) for each in LinkState],
        "sources": [(each.value, _(WORDS[each])) for each in LinkSource],
    }


def pair_page(who: Officer, line: LinkLine) -> dict[str, Any]:
    """One pair, and what was said of it."""
    steps = [(step, _(WORDS[LinkVerb(step.verb)])) for step in read.steps(line.id)]
    return {"pair": pair(line, who), "steps": steps, "undoable": read.undoable(line.id) is not None}


def of_customer(who: Officer, customer: CustomerView, on: date) -> dict[str, Any]:
    """The sections a customer's page gets: linked records, credit reports as flags, cases."""
    links = read.links_for(who, customer.number)
    reports = read.reports_for(who, customer.number, queries_most=compliance.whole("REPORT_QUERIES_MOST", on))
    return {
        "links": [] if isinstance(links, Refused) else [pair(line, who) for line in links],
        "merged_into": read.merged_into(customer.id),
        "reports": []
        if isinstance(reports, Refused)
        else [
            {
                "line": each,
                "flags": [_(WORDS[flag]) for flag in each.flags],
                "full": read.open_view(who, each.query_id, on),
            }
            for each in reports
        ],
        "may_open": may_open(who),
        "cases": read.court_cases(customer.id),
    }


def sheet(lines: Iterable[LinkLine]) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """Pairs as a workbook's columns and rows; masked as on the page."""
    fields = [field for field in LinkField if field is not LinkField.IDENTITY]
    columns = [
        Column(_("来源"), width=14),
        Column(_("记录编号"), width=24),
        Column(_("客户编号"), width=18),
        Column(_("客户名称"), width=30),
        Column(_("依据"), width=12),
        Column(_("权重(比特)"), width=12),
        Column(_("状态"), width=12),
    ]
    for field in fields:
        name = _(WORDS[field])
        columns += [Column(f"{name} · {_('记录')}", width=24), Column(f"{name} · {_('客户')}", width=24)]
        columns += [Column(f"{name} · {_('权重')}", width=10)]
    rows = []
    for line in lines:
        said = {each.field: each for each in line.fields}
        row: list[Any] = [
            _(WORDS[line.source]),
            line.key,
            line.customer,
            line.customer_name,
            _(WORDS[line.how]),
            line.bits,
            _(WORDS[line.state]),
        ]
        for field in fields:
            each = said.get(field)
            row += [each.record, each.customer, bits(each.weight)] if each else ["", "", ""]
        rows.append(tuple(row))
    return columns, rows
