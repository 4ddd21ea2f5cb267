"""Questions to batch credit: batches, their lines with the words said about them, and pre-approvals."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from wuhua.areas.market.models import BatchLine, BatchWord, CreditBatch, PreApproval
from wuhua.areas.market.rules.batch import LOOKERS, BatchRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of lines, with the words said about each as it stands."""

    rows: list[tuple[BatchLine, list[BatchWord]]]
    page: int
    more: bool


def may_look(officer: Officer) -> bool:
    """A batch holds customers of the whole bank: only for those who make, judge, decide or inspect it."""
    return officer.holds(*LOOKERS) and not officer.holds(Role.ADMIN)


def batches(limit: int = 100) -> list[CreditBatch]:
    """The newest batches."""
    return list(CreditBatch.objects.order_by("-pk")[:limit])


def batch(number: int) -> CreditBatch | Refused:
    """One batch."""
    found = CreditBatch.objects.filter(pk=number).first()
    return found or Refused(BatchRefusal.BATCH_UNKNOWN, "没有这个批次。", "请从批次列表中选择。", "batch")


def lines(number: int, state: str, page: int) -> LinePage:
    """A page of lines, of one state or all, in the order of the list. Two queries."""
    rows = BatchLine.objects.filter(batch=number)
    if state:
        rows = rows.filter(state=state)
    start = (max(1, page) - 1) * PAGE
    found = list(rows.order_by("seq")[start : start + PAGE + 1])
    said: dict[int, list[BatchWord]] = {}
    for word in BatchWord.objects.filter(batch_id=number, seq__in=[line.seq for line in found]).order_by("pk"):
        said.setdefault(word.seq, []).append(word)
    kept = [(line, [word for word in said.get(line.seq, []) if word.digest == line.digest]) for line in found[:PAGE]]
    return LinePage(kept, max(1, page), len(found) > PAGE)


def preapprovals(number: int) -> QuerySet[PreApproval]:
    """What a batch gave, in the order of its list; for letters."""
    return PreApproval.objects.filter(batch_id=number).order_by("seq")
