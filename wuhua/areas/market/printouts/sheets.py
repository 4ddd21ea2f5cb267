"""What is true of a paper on a day: its placeholders and rows as text. Only what the officer may see; numbers stay masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read.keeping import manager_of
from wuhua.areas.customer.rules import KIND_NAMES
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, HoldingSide
from wuhua.areas.customer.rules.handover import HandoverPart
from wuhua.areas.customer.rules.relations import RELATION_NAMES, RelationKind
from wuhua.areas.market.models import CreditBatch, CustomerFile, PreApproval
from wuhua.areas.market.read import batch as batches
from wuhua.areas.market.read import tiers
from wuhua.areas.market.read.latest import last_visits
from wuhua.areas.market.rules.batch import PreApprovalState
from wuhua.areas.market.rules.printing import CountyPaper, CountyPaperRefusal, unknown_subject
from wuhua.areas.market.rules.tiers import TIER_NAMES
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import read as products
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import Filled, digest_of
from wuhua.platform.paper.words import in_words

PARTS = {HandoverPart.GIVER: "移交人", HandoverPart.RECEIVER: "接收人", HandoverPart.SUPERVISOR: "监交人"}
STATES = {"OPEN": "待签字", "MOVED": "已移交", "STOPPED": "已停止"}


@dataclass(frozen=True, slots=True)
class CountySheet:
    """One paper filled in, of a subject: a customer, a line of a batch, a handover."""

    paper: CountyPaper
    subject: str
    filled: Filled

    @property
    def digest(self) -> str:
        """Of everything that stands on it."""
        return digest_of(self.paper, self.filled)


def head(officer: Officer, day: date) -> dict[str, str]:
    """What stands at the head and foot of every paper."""
    return {
        "bank": compliance.parameters(day).values.get("BANK_NAME", ""),
        "branch": people.branch_names().get(officer.branch, officer.branch),
        "printed_on": words_of(day),
    }


def words_of(day: date | None) -> str:
    """A day as it stands on paper."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def sheet_for(officer: Officer, paper: CountyPaper, subject: str, day: date) -> CountySheet | Refused:
    """The paper as of `day`, or why it is not printed. What a customer was given is told by a later room."""
    return _MAKERS[paper](officer, subject, day)


# --- 户信息卡 --------------------------------------------------------------------------------------------------------


def _card(officer: Officer, subject: str, day: date) -> CountySheet | Refused:
    found = customers.file_for(officer, subject, day)
    if isinstance(found, Refused):
        return unknown_subject("客户")
    view = found.customer
    tier, seen = tiers.tier_now(view.number), last_visits([view.number]).get(view.number)
    filed = CustomerFile.objects.filter(survey__customer=view.number).order_by("-filed").first()
    sums = {code: grouped(amount) for code, amount in found.sums.items()}
    values = {
        **head(officer, day), **sums, "name": view.name, "customer": view.number, "kind": KIND_NAMES[view.kind],
        "identity": view.identity_masked, "phone": view.phone_masked or "——", "address": view.address_masked or "——",
        "zone": people.zone_names([view.zone]).get(view.zone, view.zone or "——"),
        "manager": f"{people.staff_names([view.managing_rm]).get(view.managing_rm, '')} {view.managing_rm}".strip(),
        "tier": TIER_NAMES[tier] if tier else "未分层", "complete": found.complete.text,
        "filed": words_of(filed.filed) if filed else "未建档",
        "line": grouped(view.credit_line) if view.credit_line is not None else "——",
        "visited": words_of(seen.date()) if seen else "——",
    }  # fmt: skip
    rows = [{"field": each.field.name, "value": each.shown or "——"} for each in found.lines if not each.field.own]
    return CountySheet(
        CountyPaper.HOUSEHOLD_CARD, view.number,
        Filled(values, rows, {"holdings": _holdings(found.holdings), "relations": _relations(officer, subject, day)}),
    )  # fmt: skip


def _holdings(rows: Sequence[Any]) -> list[dict[str, str]]:
    return [
        {
            "side": "资产" if each.side == HoldingSide.ASSET else "负债",
            "what": f"{customers.holding_name(each.side, each.klass)} {each.words}".strip(),
            "amount": grouped(each.amount),
            "proof": DOCUMENT_TYPES.get(each.proof.type, each.proof.type) if each.proof else "无",
        }
        for each in rows
    ]


def _relations(officer: Officer, subject: str, day: date) -> list[dict[str, str]]:
    found = customers.relations_for(officer, subject, day)
    rows = [] if isinstance(found, Refused) else found
    return [
        {
            "kind": RELATION_NAMES[RelationKind(each.kind)],
            "party": each.party_name,
            "share": "" if each.share is None else f"{each.share // 100}.{each.share % 100:02d}%",
            "since": words_of(each.since),
        }
        for each in rows
    ]


# --- 预授信通知书 ----------------------------------------------------------------------------------------------------


def _letter(officer: Officer, subject: str, day: date) -> CountySheet | Refused:
    number, _dash, seq = subject.partition("-")
    row = None
    if number.isdecimal() and seq.isdecimal() and max(len(number), len(seq)) < 10:
        row = PreApproval.objects.filter(batch_id=int(number), seq=int(seq)).first()
    if row is None or not _may_see(officer, row):
        return unknown_subject("预授信")
    if row.state != PreApprovalState.OPEN or row.valid_until < day:
        return Refused(
            CountyPaperRefusal.PREAPPROVAL_OVER, "这项预授信已失效。", "请以最近一批的预授信为准。", "subject"
        )
    batch = CreditBatch.objects.get(pk=row.batch_id)
    manager = manager_of(row.customer) if row.customer else ""
    names = people.staff_names([manager] if manager else [])
    values = {
        **head(officer, day), "name": row.name, "identity": row.identity_masked, "batch": f"{row.batch_id}-{row.seq}",
        "product": products.names().get(row.product, row.product), "limit": grouped(row.limit),
        "limit_words": in_words(row.limit), "rate": "以审批为准" if row.rate is None else f"{Rate(row.rate).pct()}%",
        "band": row.band or "——", "decided": words_of(batch.decided_on), "valid_until": words_of(row.valid_until),
        "contact": f"{names.get(manager, '')} {manager}".strip() or "请到就近网点办理",
    }  # fmt: skip
    return CountySheet(CountyPaper.PREAPPROVAL_LETTER, subject, Filled(values))


def _may_see(officer: Officer, row: PreApproval) -> bool:
    """Who looks at batches; and whoever may see the customer it is about."""
    own = bool(row.customer) and not isinstance(customers.customer_for(officer, row.customer), Refused)
    return own or batches.may_look(officer)


# --- 交接清单 --------------------------------------------------------------------------------------------------------


def _handover(officer: Officer, subject: str, day: date) -> CountySheet | Refused:
    found = customers.handover_for(officer, subject)
    if found is None:
        return unknown_subject("移交")
    row, listing = found.row, found.row.listing
    staff = people.staff_names([row.giver, row.receiver, row.supervisor])
    signed = {each.part: each for each in row.signatures.all()}
    kept = listing["customers"]
    values = {
        **head(officer, day), "number": row.number, "state": STATES.get(row.state, row.state),
        "opened": words_of(row.opened_on), "as_of": words_of(date.fromisoformat(listing["on"])),
        "customers": str(len(kept)), "notes": str(listing["notes"]), "late": str(sum(each["late"] for each in kept)),
        "papers": str(sum(len(each["papers"]) for each in kept)), "reason": row.reason,
        **{part.value.lower(): f"{staff.get(found.named(part), '')} {found.named(part)}".strip() for part in HandoverPart},
    }  # fmt: skip
    rows = [
        {"name": f"{each['name']} {each['number']}", "note": note["number"], "balance": note["balance"],
         "maturity": note["maturity"], "late": str(note["overdue_days"] or "")}
        for each in kept
        for note in each["notes"]
    ]  # fmt: skip
    files = [
        {"name": each["name"], "complete": each["complete"], "papers": "、".join(each["papers"]) or "——",
         "promise": each["promise"] or "——", "visited": each["visited"] or "——"}
        for each in kept
    ]  # fmt: skip
    parts = [
        {"part": PARTS[part], "who": values[part.value.lower()],
         "when": words_of(signed[part].business_date) if part in signed else "未签"}
        for part in HandoverPart
    ]  # fmt: skip
    return CountySheet(CountyPaper.HANDOVER_LIST, row.number, Filled(values, rows, {"files": files, "signed": parts}))


def _elsewhere(_officer: Officer, _subject: str, _day: date) -> Refused:
    return unknown_subject("信息表")


_MAKERS: Mapping[CountyPaper, Callable[[Officer, str, date], CountySheet | Refused]] = {
    CountyPaper.HOUSEHOLD_CARD: _card,
    CountyPaper.PREAPPROVAL_LETTER: _letter,
    CountyPaper.COMMUNITY_INFO: _elsewhere,
    CountyPaper.HANDOVER_LIST: _handover,
}
