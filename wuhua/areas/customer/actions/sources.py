"""Verbs on records of further houses: load them, and open a credit report whole for a while."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from wuhua.areas.customer.models import CourtRecord, CreditReport, ReportView, RosterRecord
from wuhua.areas.customer.read import sources as reading
from wuhua.areas.customer.rules.reports import ReportRefusal, may_open
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, loading
from wuhua.platform.copy import Rows
from wuhua.platform.once import once


@transaction.atomic
def load_credit_reports(*, actor: str, business_date: date, rows: Rows) -> int:
    """征信报告 (customer_creditreport); a row without authorisation breaks the load."""
    return loading.load(
        actor=actor,
        business_date=business_date,
        rows=rows,
        model=CreditReport,
        action="customer.credit_reports_loaded",
    )


@transaction.atomic
def load_court(*, actor: str, business_date: date, rows: Rows) -> int:
    """司法记录 (customer_courtrecord)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=CourtRecord, action="customer.court_loaded"
    )


@transaction.atomic
def load_rosters(*, actor: str, business_date: date, rows: Rows) -> int:
    """园区市场名单 (customer_rosterrecord); a row without consent breaks the load."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=RosterRecord, action="customer.rosters_loaded"
    )


@transaction.atomic
def open_report(
    *, actor: Officer, business_date: date, query_id: str, reason: str, key: str, days: int
) -> reading.FullReport | Refused:
    """调阅征信原文: the whole report to a reviewer, from today for so many days, then masked again by itself.

    Once a key; while a look is open it answers the same and writes nothing. The answer that is kept under the key names the
    report and holds nothing of it.
    """
    held = reading.open_view(actor, query_id, business_date)
    if held is not None:
        return held

    def act() -> dict[str, Any] | Refused:
        return _open(actor, business_date, query_id, reason.strip(), days)

    said = {"actor": actor.number, "report": query_id, "reason": reason.strip()}
    done = once(f"report/{actor.number}/{key}", said, act)
    if isinstance(done, Refused):
        return done
    return reading.open_view(actor, query_id, business_date) or Refused(
        ReportRefusal.LOOK_ENDED, "该次调阅已经到期。", "如仍需要,请另行写明理由重新调阅。"
    )


def _open(actor: Officer, on: date, query_id: str, reason: str, days: int) -> dict[str, Any] | Refused:
    found = reading.report_in_sight(actor, query_id)
    if found is None:
        return Refused(ReportRefusal.REPORT_UNKNOWN, "没有这份征信报告,或您无权查看。", "请核对查询编号。", "query_id")
    if not may_open(actor):
        return Refused(
            ReportRefusal.MAY_NOT_OPEN_REPORT,
            "您的岗位只能看征信结果和提示,不能调阅原文。",
            "如确有需要,请由审查或审批岗位调阅。",
        )
    if len(reason) < 4:
        return Refused(
            ReportRefusal.REPORT_REASON_MISSING,
            "调阅征信原文必须写明理由。",
            "请写明用于哪一笔业务(不少于四个字)。",
            "reason",
        )

    # After this line the report is shown, so the look and its trace are written first.
    until = on + timedelta(days=days - 1)
    ReportView.objects.create(report=found, officer=actor.number, reason=reason, opened_on=on, until=until)
    audit.record(
        actor=actor.number,
        business_date=on,
        action="customer.report_opened",
        subject=f"report:{query_id}",
        after={"reason": reason, "until": until},
    )
    return {"report": query_id, "until": until.isoformat()}
