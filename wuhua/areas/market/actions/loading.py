"""Verbs of market: load what a bank brings of its visits, files, agreements and tasks."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.market.models import (
    Agreement,
    CustomerFile,
    ListEntry,
    ServiceTake,
    StrategicTarget,
    Survey,
    Target,
    TargetList,
    Tie,
)
from wuhua.platform import loading
from wuhua.platform.copy import Rows


@transaction.atomic
def load_surveys(*, actor: str, business_date: date, rows: Rows) -> int:
    """摸底走访 (market_survey: zone_id, rm_id)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Survey, action="market.surveys_loaded"
    )


@transaction.atomic
def load_files(*, actor: str, business_date: date, rows: Rows) -> int:
    """信息档案 (market_customerfile: survey_id)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=CustomerFile, action="market.files_loaded"
    )


@transaction.atomic
def load_agreements(*, actor: str, business_date: date, rows: Rows) -> int:
    """战略合作协议 (market_agreement: executive_id, contact_id)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Agreement, action="market.agreements_loaded"
    )


@transaction.atomic
def load_targets(*, actor: str, business_date: date, rows: Rows) -> int:
    """任务目标 (market_target)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Target, action="market.targets_loaded"
    )


@transaction.atomic
def load_lists(*, actor: str, business_date: date, rows: Rows) -> int:
    """名单 (market_targetlist)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=TargetList, action="market.lists_loaded"
    )


@transaction.atomic
def load_entries(*, actor: str, business_date: date, rows: Rows) -> int:
    """名单客户 (market_listentry: list_id, zone_id, owner_id); a party with two owners breaks the load."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ListEntry, action="market.entries_loaded"
    )


@transaction.atomic
def load_ties(*, actor: str, business_date: date, rows: Rows) -> int:
    """生态关系 (market_tie)."""
    return loading.load(actor=actor, business_date=business_date, rows=rows, model=Tie, action="market.ties_loaded")


@transaction.atomic
def load_strategic(*, actor: str, business_date: date, rows: Rows) -> int:
    """战略发展对象 (market_strategictarget: executive_id, contact_id, agreement_id)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=StrategicTarget, action="market.strategic_loaded"
    )


@transaction.atomic
def load_services(*, actor: str, business_date: date, rows: Rows) -> int:
    """一揽子服务启用 (market_servicetake: agreement_id)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ServiceTake, action="market.services_loaded"
    )
