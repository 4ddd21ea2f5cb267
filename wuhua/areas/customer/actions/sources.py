"""Verbs on records of further houses: load them, and open a credit report whole for a while."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from wuhua.areas.customer.models import CourtRecord, CreditReport, ReportView, RosterRecord
from wuhua.areas.customer.read import sources as reading
from wuhua.areas.customer.rules.reports import ReportRefusal, may_open
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, loading
from wuhua.platform.copy import Rows


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
    *, actor: Officer, business_date: date, query_id: str, reason: str, days: int
) -> reading.FullReport | Refused:
    """调阅征信原文: the whole report to a reviewer, from today for so many days, then masked again by itself.

    Asked again while a look is open, it answers the same and writes nothing.
    """
    held = reading.open_view(actor, query_id, business_date)
    if held is not None:
        return held
    found = reading.report_in_sight(actor, query_id)
    if found is None:
        return Refused(ReportRefusal.REPORT_UNKNOWN, "没有这份征信报告,或您无权查看。", "请核对查询编号。", "query_id")
    if not may_open(actor):
        return Refused(
            ReportRefusal.MAY_NOT_OPEN_REPORT,
            "您的岗位只能看征信结果和提示,不能调阅原文。",
            "如确有需要,请由审查或审批岗位调阅。",
        )
    if len(reason.strip()) < 4:
        return Refused(
            ReportRefusal.REPORT_REASON_MISSING,
            "调阅征信原文必须写明理由。",
            "请写明用于哪一笔业务(不少于四个字)。",
            "reason",
        )

    # After this line the report is shown, so the look and its trace are written first.
    until = business_date + timedelta(days=days - 1)
    ReportView.objects.create(
        report=found, officer=actor.number, reason=reason.strip(), opened_on=business_date, until=until
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="customer.report_opened",
        subject=f"report:{query_id}",
        after={"reason": reason.strip(), "until": until},
    )
    return reading.full(found, until)
