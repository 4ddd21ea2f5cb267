"""What changes in the terms of a note: rate, fees and costs, misuse, the day of the month, the end."""

from __future__ import annotations

from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import pages, rules
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import not_positive, reason_missing, value_day
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import DayCount, EventKind, IssueType, Said, Security, ServicingRefusal, Settlement
from wuhua.core.allocate import Kind
from wuhua.core.life import Event, What
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused


def rate(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """利率调整: from the value day on the note bears another rate; what it earned so far stays."""
    if said.rate <= 0 or said.rate == row.rate:
        return Refused(
            ServicingRefusal.RATE_NOT_POSSIBLE, "利率须大于零且不同于现利率。", "请核对调整后的利率。", field="rate"
        )
    event = Event(0, value_day(said, day), What.RATE, rate=said.rate)
    return Wish(row, EventKind.RATE, thought_of(event), "利率调整", detail={"before": row.rate, "reason": said.reason})


def fee(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """计收费用: a fee, or a cost of collection advanced by the bank (诉讼费), due on its day; income when it is paid.

    A fee of the catalogue named in the reason is judged as that fee (两禁两限, 七不准 4 and 7).
    """
    if said.amount <= 0:
        return not_positive()
    small = row.customer.size_class not in ("LARGE", "MEDIUM")
    no = reason_missing(said) or compliance.refused_fee(said.reason, f"note:{row.number}", said.amount, small)
    if no is not None:
        return no
    kind = Kind.COST if said.cost else Kind.FEE
    event = Event(0, value_day(said, day), What.FEE, said.amount, kind=kind)
    detail = {"kind": kind.value, "reason": said.reason}
    return Wish(row, EventKind.FEE, thought_of(event), "计收费用", detail=detail)


def misuse(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """挪用: from the day of proof the whole balance bears the heavier rate (银发〔2003〕251号: +50 % 至 +100 %)."""
    no = reason_missing(said)
    if no is not None:
        return no
    most = compliance.whole("PENALTY_MISUSE_UPLIFT", day)
    least = compliance.whole("PENALTY_MISUSE_UPLIFT_MIN", day)
    uplift = said.uplift or most
    if not least <= uplift <= most or uplift <= row.misuse_uplift:
        return Refused(
            ServicingRefusal.UPLIFT_NOT_POSSIBLE,
            f"挪用罚息上浮须在 {least}% 至 {most}% 之间,并高于已有的 {row.misuse_uplift}%。",
            "请按合同约定填写。",
            field="uplift",
        )
    event = Event(0, value_day(said, day), What.MISUSE, uplift=uplift)
    detail = {"uplift": uplift, "reason": said.reason}
    return Wish(row, EventKind.MISUSE, thought_of(event), "认定挪用", detail=detail)


def payday(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """变更还款日: the instalments fall due on another day of the month, beginning with the next one."""
    if row.settlement != Settlement.OWN_DAY or row.next_due is None or not 1 <= said.own_day <= 31:
        return Refused(
            ServicingRefusal.OWN_DAY_NOT_POSSIBLE,
            "只有对月对日还款且未到期的借据可以变更还款日,日期须在 1 至 31 日之间。",
            "按 20 日结息的借据不变更还款日。",
            field="own_day",
        )
    if row.day_count == DayCount.THIRTY_360 and pages.owed_on(row, day).accrued:
        return Refused(
            ServicingRefusal.OWN_DAY_NOT_POSSIBLE,
            "按 30/360 计息的借据只能在还款日当天变更。",
            f"请在 {row.next_due} 还款后办理。",
            field="own_day",
        )
    event = Event(0, day, What.PAYDAY, own_day=said.own_day)
    detail = {"own_day": said.own_day, "before": row.own_day}
    return Wish(row, EventKind.PAYDAY, thought_of(event), "变更还款日", detail=detail)


def extend(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """展期: asked before maturity, with the guarantor's consent, within the limits; a longer band bears its own rate."""
    until = said.until
    no = _may_extend(row, day, said)
    if no is not None or until is None:
        return no or _too_long(row.maturity)
    asked = extended_rate(row, until, row.maturity)
    if said.rate and said.rate < asked:
        return Refused(
            ServicingRefusal.RATE_NOT_POSSIBLE,
            f"累计期限达到新的利率档次,展期利率不低于 {Rate(asked).pct()}%。",
            "请按新档次利率填写,或留空由系统计算。",
            field="rate",
        )
    bears = said.rate or asked
    event = Event(0, day, What.EXTEND, rate=bears if bears != row.rate else 0, until=until)
    return Wish(
        row,
        EventKind.EXTEND,
        thought_of(event),
        "贷款展期",
        detail={"until": until.isoformat(), "before": row.maturity.isoformat(), "consent": said.consent},
        terms={"extensions": row.extensions + 1},
        agreed=(row.maturity, bears) if bears != row.rate else None,
    )


def _may_extend(row: LoanNote, day: date, said: Said) -> Refused | None:
    if day > row.maturity or row.next_due is None:
        return Refused(
            ServicingRefusal.EXTENSION_TOO_LATE,
            f"借据已于 {row.maturity} 到期。",
            "展期须在到期前申请;到期后请办理重组或催收。",
            field="until",
        )
    if row.security == Security.GUARANTEE and not said.consent:
        return Refused(
            ServicingRefusal.CONSENT_MISSING,
            "保证贷款展期须有保证人书面同意。",
            "请取得保证人签字的同意书并勾选。",
            field="consent",
        )
    limit = extension_limit(row, day)
    if said.until is None or not row.maturity < said.until <= limit:
        return _too_long(limit)
    return None


def _too_long(limit: date) -> Refused:
    return Refused(
        ServicingRefusal.EXTENSION_TOO_LONG,
        f"展期后的到期日须晚于原到期日,且最迟 {limit}(各次展期合计)。",
        "请缩短展期期限。",
        field="until",
    )


def extension_limit(row: LoanNote, day: date) -> date:
    """The last day to which all extensions together may reach (贷款通则 十二条; 2024 rules): percent of the first term."""
    band = rules.band_of(row.start, row.original_maturity)
    pct = compliance.whole(f"EXTENSION_MAX_PCT.{band.value}", day)
    months = compliance.whole(f"EXTENSION_MAX_MONTHS.{band.value}", day)
    return rules.extension_limit(row.start, row.original_maturity, pct, months)


def extended_rate(row: LoanNote, until: date, on: date) -> int:
    """The rate from the extension on: where the whole term enters a longer band, that band's benchmark, same float."""
    was, now = rules.band_of(row.start, row.maturity), rules.band_of(row.start, until)
    if was is now:
        return row.rate
    if row.rate_type == rules.RateType.LPR:
        before, after = (compliance.parameter(rules.LPR_OF[band], row.start) for band in (was, now))
        return row.rate + Rate.of_pct(after).units - Rate.of_pct(before).units
    before, after = (
        compliance.parameter(f"BENCHMARK_{was.value}", row.start),
        compliance.parameter(f"BENCHMARK_{now.value}", on),
    )
    return rules.floated(row.rate, Rate.of_pct(before).units, Rate.of_pct(after).units)


def restructure(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """重组: what fell due of principal is in term again, by a new end (and rate); at least 次级, watched for six months."""
    no = reason_missing(said)
    if no is not None:
        return no
    if row.oldest_due is None and row.book_status == rules.BookStatus.NORMAL:
        return Refused(
            ServicingRefusal.NOT_BAD_ENOUGH, "借据没有逾期,不适用重组。", "正常贷款请办理展期或续贷。", field="note"
        )
    if said.until is None or said.until <= day:
        return Refused(
            ServicingRefusal.TERM_NOT_POSSIBLE, "重组后的到期日须晚于今天。", "请核对重组协议。", field="until"
        )
    event = Event(0, day, What.RESTRUCTURE, rate=said.rate, until=said.until)
    detail = {"until": said.until.isoformat(), "reason": said.reason, "issue_type": row.issue_type}
    return Wish(
        row,
        EventKind.RESTRUCTURE,
        thought_of(event),
        "贷款重组",
        detail=detail,
        terms={"issue_type": IssueType.RESTRUCTURED.value},
    )


def accelerate(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """宣布提前到期: the whole loan falls due today."""
    no = reason_missing(said)
    if no is not None:
        return no
    if row.next_due is None or day >= row.maturity or day <= row.start:
        return Refused(
            ServicingRefusal.TERM_NOT_POSSIBLE, "借据已经全部到期,或今天刚刚发放。", "请直接催收。", field="note"
        )
    event = Event(0, day, What.ACCELERATE)
    detail = {"before": row.maturity.isoformat(), "reason": said.reason}
    return Wish(row, EventKind.ACCELERATE, thought_of(event), "宣布贷款提前到期", detail=detail)
