"""Verbs of 任务倒逼: a whole target, split by time or by people, one name each; and of the calendar the reckoning rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role, TeamType
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.actions.common import member, missing, record
from wuhua.areas.workday.models import CalendarYear, Target, WorkSetting
from wuhua.areas.workday.rules import Measure, TargetScope, TargetSpan, WorkdayRefusal, WorkRule
from wuhua.core.refuse import Refused

MAKERS = (Role.EXECUTIVE, Role.SME_CENTER_HEAD)
"""Who sets a target nothing stands above."""
BIGGEST = 10**15


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split by people: whose, who answers, how much."""

    scope: TargetScope
    about: str
    owner: str
    amount: int


@transaction.atomic
def target(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    measure: Measure,
    span: TargetSpan,
    day: date,
    owner: str,
    amount: int,
) -> Target | Refused:
    """下达任务: the bank's, over the span `day` lies in."""
    if not actor.holds(*MAKERS) or actor.holds(Role.ADMIN):
        return Refused(WorkdayRefusal.NOT_OF_THIS_POST, "总任务由班子成员或小微中心下达。", "请提交其办理。")
    who = member(owner, business_date, "owner")
    if isinstance(who, Refused):
        return who
    if not 0 < abs(amount) <= BIGGEST:
        return Refused(WorkdayRefusal.AMOUNT_WRONG, "任务数不合理。", "请填不为零的任务数。", "amount")
    start, end = rules.span_days(span, day)
    if end <= business_date:
        return Refused(WorkdayRefusal.DAY_IS_OVER, "这一期已经过去。", "请下达本期或以后的任务。", "day")
    twin = Target.objects.filter(parent=None, measure=measure, span=span, start=start, scope=TargetScope.WHOLE_BANK)
    if twin.exists():
        return Refused(WorkdayRefusal.HELD_ALREADY, "这一期的这项任务已经下达。", "请在其上分解。", "measure")

    # After this line the target must stand.
    made = Target.objects.create(
        measure=measure,
        span=span,
        start=start,
        end=end,
        scope=TargetScope.WHOLE_BANK,
        owner_id=who.number,
        amount=amount,
    )
    record(actor.number, business_date, "target_set", f"target:{made.pk}", {"measure": measure, "amount": amount})
    return made


@transaction.atomic
def split_time(
    *, actor: Officer, business_date: date, at: datetime, number: int, amounts: Sequence[int] = ()
) -> Target | Refused:
    """按时间倒排: year to quarters to months to weeks; without amounts by the working days of each part."""
    found = _whole(actor, number)
    if isinstance(found, Refused):
        return found
    if found.span <= TargetSpan.WEEK:
        return Refused(WorkdayRefusal.SPAN_DIFFERS, "周任务不再按时间分解。", "请按人分解。")
    spans = rules.parts_of(TargetSpan(found.span), found.start, found.end)
    given = list(amounts) or rules.back_cast(read.calendar(), found.amount, spans)
    if len(given) != len(spans):
        return Refused(WorkdayRefusal.SPAN_DIFFERS, f"应分为 {len(spans)} 期。", "请逐期填写任务数。", "amounts")
    refused = rules.check_sum(found.amount, given)
    if refused is not None:
        return refused

    # After this line the parts must stand.
    Target.objects.bulk_create(
        Target(
            parent=found, measure=found.measure, span=found.span - 1, start=start, end=end, scope=found.scope,
            about=found.about, owner_id=found.owner_id, amount=amount,
        )
        for (start, end), amount in zip(spans, given, strict=True)
    )  # fmt: skip
    record(actor.number, business_date, "target_split", f"target:{found.pk}", {"parts": given})
    return found


@transaction.atomic
def split_people(
    *, actor: Officer, business_date: date, at: datetime, number: int, parts: Sequence[Part]
) -> Target | Refused:
    """按人分解: bank to teams to units to persons, each with one name; the parts make the whole."""
    found = _whole(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_sum(found.amount, [each.amount for each in parts])
    for each in parts:
        refused = refused or _part(found, each, business_date)
    if refused is None and len({each.about for each in parts}) != len(parts):
        refused = Refused(WorkdayRefusal.HELD_ALREADY, "同一对象分了两次。", "每个团队、机构或人员只分一次。", "parts")
    if refused is not None:
        return refused

    # After this line the parts must stand.
    Target.objects.bulk_create(
        Target(
            parent=found, measure=found.measure, span=found.span, start=found.start, end=found.end, scope=each.scope,
            about=each.about, owner_id=each.owner, amount=each.amount,
        )
        for each in parts
    )  # fmt: skip
    told = {each.about: each.amount for each in parts}
    record(actor.number, business_date, "target_split", f"target:{found.pk}", {"parts": told})
    return found


_DEEPER = (TargetScope.WHOLE_BANK, TargetScope.ONE_TEAM, TargetScope.ONE_UNIT, TargetScope.ONE_PERSON)


def _part(whole: Target, part: Part, on: date) -> Refused | None:
    """Whose it is must be known and lie within the whole, and somebody must answer."""
    wrong = Refused(
        WorkdayRefusal.SPAN_DIFFERS,
        f"「{part.about}」不在上级任务之内。",
        "请按 全行、团队、机构、个人 逐级向下分解。",
        "parts",
    )
    if _DEEPER.index(part.scope) <= _DEEPER.index(TargetScope(whole.scope)):
        return wrong
    who = member(part.owner, on, "parts")
    if isinstance(who, Refused):
        return who
    if part.scope is TargetScope.ONE_PERSON and part.about != part.owner:
        return wrong
    team, units = {
        TargetScope.ONE_TEAM: lambda: (part.about, set()),
        TargetScope.ONE_UNIT: lambda: (_team_of(part.about), {part.about}),
        TargetScope.ONE_PERSON: lambda: (_team_of(who.branch), {who.branch}),
    }[part.scope]()
    known = team in set(TeamType)
    within = {
        TargetScope.WHOLE_BANK: True,
        TargetScope.ONE_TEAM: team == whole.about,
        TargetScope.ONE_UNIT: whole.about in units,
        TargetScope.ONE_PERSON: False,
    }[TargetScope(whole.scope)]
    return None if known and within else wrong


def _team_of(unit: str) -> str:
    return next((each.team_type for each in people.branches() if each.code == unit), "")


def _whole(actor: Officer, number: int) -> Target | Refused:
    """A target to be split, locked: by its owner or who sets targets, once."""
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    found = Target.objects.select_for_update().filter(pk=number).first()
    if found is None:
        return missing("任务")
    if found.owner_id != actor.number and not actor.holds(*MAKERS):
        return Refused(WorkdayRefusal.NOT_THE_OWNER, f"这项任务由 {found.owner_id} 负责。", "请由其责任人分解。")
    if found.parts.exists():
        return Refused(WorkdayRefusal.SPLIT_ALREADY, "这项任务已经分解。", "请在下级任务上继续分解。")
    return found


# --- the calendar and the bank's own settings ------------------------------------------------------------------------


@transaction.atomic
def year(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    number: int,
    off: Sequence[date],
    worked: Sequence[date],
    source: str,
) -> CalendarYear | Refused:
    """录入一年的放假与调休, by system management, from the State Council's notice; entered again it is replaced."""
    refused = _administers(actor) or rules.check_year(number, off, worked)
    refused = refused or rules.check_words(source, "source", "依据的文件")
    if refused is not None:
        return refused
    before = CalendarYear.objects.filter(pk=number).first()

    # After this line the year must be known.
    words = {
        "off": sorted(set(off)),
        "worked": sorted(set(worked)),
        "source": source.strip(),
        "entered_on": business_date,
    }
    made, _ = CalendarYear.objects.update_or_create(year=number, defaults=words)
    was = None if before is None else {"off": before.off, "worked": before.worked}
    record(actor.number, business_date, "calendar_entered", f"calendar:{number}", words, was)
    return made


@transaction.atomic
def set_rule(*, actor: Officer, business_date: date, at: datetime, rule: WorkRule, value: str) -> WorkSetting | Refused:
    """时限口径: by the executives, from today on; clocks that run keep the limit they began with."""
    if not actor.holds(Role.EXECUTIVE) or actor.holds(Role.ADMIN):
        return Refused(WorkdayRefusal.NOT_OF_THIS_POST, "时限口径由班子成员决定。", "请提交班子成员办理。")
    refused = rules.check_rule(rule, value.strip())
    if refused is not None:
        return refused
    before = read.settings_now(business_date)[rule.value]

    # After this line the setting must hold.
    made = WorkSetting.objects.create(rule=rule, value=value.strip(), from_day=business_date)
    record(actor.number, business_date, "rule_set", f"workrule:{rule}", {"value": made.value}, {"value": before})
    return made


def _administers(actor: Officer) -> Refused | None:
    if actor.holds(Role.ADMIN):
        return None
    return Refused(WorkdayRefusal.NOT_OF_THIS_POST, "工作日历由系统管理岗录入。", "请提交系统管理员。")
