"""Verbs of batch credit: open a batch, write its lines, say a word about a line, submit, decide. Each one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.market.models import BatchLine, BatchWord, CreditBatch, PreApproval
from wuhua.areas.market.rules import batch as rules
from wuhua.areas.market.rules.batch import BatchRefusal, BatchState, BatchVerb, LineState, WordKind
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows, copy_in

_DEAD = (BatchState.CANCELLED, BatchState.REJECTED)


@transaction.atomic
def open_batch(
    *, actor: Officer, business_date: date, name: str, product: str, source: str, content: str, file: int | None = None
) -> CreditBatch | Refused:
    """A batch of this list for this product. The same content again is the batch there is, unless that came to nothing."""
    refused = rules.may_make(actor)
    if refused is not None:
        return refused
    with connection.cursor() as cursor:  # two who bring one list at once get one batch
        cursor.execute("SELECT pg_advisory_xact_lock(7400030, hashtext(%s))", [f"{product}/{content}"])
    before = CreditBatch.objects.filter(product=product, content=content).exclude(state__in=_DEAD).first()
    if before is not None:
        return before

    # After this line the batch must be opened.
    made = CreditBatch.objects.create(
        name=name, product=product, source=source, content=content, file=file, made_by=actor.number, made_on=business_date,
        recorded_at=clock.now(),
    )  # fmt: skip
    _record(actor, business_date, "market.batch_opened", made, {"name": name, "product": product})
    return made


@transaction.atomic
def write_lines(
    *,
    actor: Officer,
    business_date: date,
    batch: int,
    fresh: Rows,
    changed: Rows,
    figures: Mapping[str, Any],
    rule_version: str,
) -> CreditBatch | Refused:
    """The lines of an assessment: new ones are added, those that say something else are rewritten, the rest is left alone.

    Nothing new to say and assessed by the same rules already: nothing is written, not even a trace.
    """
    found = _held(actor, batch, BatchVerb.ASSESS)
    if isinstance(found, Refused):
        return found
    table = BatchLine._meta.db_table
    ensure(fresh.table == table and changed.table == table, "lines of a batch go to their own table")
    same = not fresh.count and not changed.count and found.rule_version == rule_version
    if same and found.state == BatchState.ASSESSED:
        return found

    # After this line the lines must be written.
    copy_in(fresh)
    loading.merge_in(changed, ("batch", "seq"))
    found.state, found.assessed_by, found.assessed_on = BatchState.ASSESSED, actor.number, business_date
    found.figures, found.rule_version = dict(figures), rule_version
    found.save()
    written = {"fresh": fresh.count, "changed": changed.count, "version": rule_version}
    _record(actor, business_date, "market.batch_assessed", found, written)
    return found


@transaction.atomic
def submit(*, actor: Officer, business_date: date, batch: int) -> CreditBatch | Refused:
    """To the committee; from now on no line changes."""
    found = _held(actor, batch, BatchVerb.SUBMIT)
    if isinstance(found, Refused):
        return found
    if not BatchLine.objects.filter(batch=batch).exists():
        return Refused(BatchRefusal.BATCH_EMPTY, "批次没有明细。", "请先测算。", "batch")

    # After this line the batch must be with the committee.
    found.state, found.submitted_by, found.submitted_on = BatchState.SUBMITTED, actor.number, business_date
    found.save(update_fields=["state", "submitted_by", "submitted_on"])
    _record(actor, business_date, "market.batch_submitted", found)
    return found


@transaction.atomic
def admit(
    *, actor: Officer, business_date: date, batch: int, seq: int, amount: int, reason: str
) -> BatchWord | Refused:
    """人工核定: review or risk gives an exception an amount inside its caps, with a reason."""
    refused = rules.may_admit(actor) or rules.check_reason(reason)
    if refused is not None:
        return refused
    found, line = _line(batch, seq)
    if isinstance(line, Refused):
        return line
    if (
        line.state != LineState.EXCEPTION
        or found is None
        or found.state not in (BatchState.ASSESSED, BatchState.SUBMITTED)
    ):
        return Refused(BatchRefusal.LINE_NOT_OPEN, "只有未决批次中的例外明细可以人工核定。", "请核对明细状态。", "seq")
    refused = rules.check_admitted(amount, line.cap) or _said_already(batch, line, WordKind.ADMIT)
    return refused or _say(actor, business_date, batch, line, WordKind.ADMIT, reason, amount)


@transaction.atomic
def veto(*, actor: Officer, business_date: date, batch: int, seq: int, reason: str) -> BatchWord | Refused:
    """逐户否决: the committee strikes one line out before it decides about the batch."""
    found, line = _line(batch, seq)
    if found is None or isinstance(line, Refused):
        return line if isinstance(line, Refused) else _unknown()
    hands = _hands(found)
    refused = rules.may(actor, BatchVerb.APPROVE, hands) or rules.check_reason(reason)
    if refused is None and found.state != BatchState.SUBMITTED:
        refused = Refused(BatchRefusal.LINE_NOT_OPEN, "批次不在审议中,不能否决明细。", "请核对批次状态。", "seq")
    refused = refused or _said_already(batch, line, WordKind.VETO)
    return refused or _say(actor, business_date, batch, line, WordKind.VETO, reason, None)


_ISSUE = """
INSERT INTO market_preapproval (batch_id, seq, name, identity_blind, identity_masked, customer, product, "limit", band, rate,
                                valid_until, rule_version, inputs, state, business_date)
SELECT l.batch, l.seq, l.name, l.identity_blind, l.identity_masked, l.customer, b.product, coalesce(a.amount, l."limit"),
       l.band, l.rate, b.valid_until, l.rule_version, l.inputs, 'OPEN', b.decided_on
FROM market_batchline l JOIN market_creditbatch b ON b.id = l.batch
LEFT JOIN market_batchword a ON a.batch_id = l.batch AND a.seq = l.seq AND a.kind = 'ADMIT' AND a.digest = l.digest
LEFT JOIN market_batchword v ON v.batch_id = l.batch AND v.seq = l.seq AND v.kind = 'VETO' AND v.digest = l.digest
WHERE l.batch = %s AND v.id IS NULL AND (l.state = 'READY' OR a.id IS NOT NULL)
"""
_SUPERSEDE = """
UPDATE market_preapproval p SET state = 'SUPERSEDED' FROM market_batchline l
WHERE l.batch = %s AND p.identity_blind = l.identity_blind AND p.product = %s AND p.state = 'OPEN'
"""


@transaction.atomic
def decide(
    *, actor: Officer, business_date: date, batch: int, verb: BatchVerb, reason: str, valid_until: date | None = None
) -> CreditBatch | Refused:
    """The committee's word about the whole batch. Approved: every line that is ready or admitted and not struck out becomes
    a pre-approval; an older open one of the same party and product gives way."""
    found = _held(actor, batch, verb)
    if isinstance(found, Refused):
        return found
    refused = rules.check_reason(reason)
    if refused is None and verb is BatchVerb.APPROVE:
        refused = rules.check_until(valid_until or business_date, business_date)
    if refused is not None:
        return refused

    # After this line the decision must be kept.
    found.state = rules.MOVES_OF_BATCH[verb][1]
    found.reason = reason.strip()
    found.decided_by, found.decided_on, found.valid_until = actor.number, business_date, valid_until
    found.save(update_fields=["state", "reason", "decided_by", "decided_on", "valid_until"])
    made = 0
    if verb is BatchVerb.APPROVE:
        with connection.cursor() as cursor:
            cursor.execute(_SUPERSEDE, [batch, found.product])
            cursor.execute(_ISSUE, [batch])
            made = cursor.rowcount
    _record(actor, business_date, f"market.batch_{verb.value}", found, {"preapprovals": made, "reason": found.reason})
    return found


@transaction.atomic
def cancel(*, actor: Officer, business_date: date, batch: int) -> CreditBatch | Refused:
    """Taken back by those who run the campaign, before it is decided."""
    found = _held(actor, batch, BatchVerb.CANCEL)
    if isinstance(found, Refused):
        return found

    # After this line the batch must be taken back.
    found.state = BatchState.CANCELLED
    found.save(update_fields=["state"])
    _record(actor, business_date, "market.batch_cancel", found)
    return found


def _hands(found: CreditBatch) -> set[str]:
    """Everybody who had a hand in what is decided: none of them decides."""
    admitted = found.words.filter(kind=WordKind.ADMIT).values_list("actor", flat=True)
    return {found.made_by, found.assessed_by, found.submitted_by, *admitted} - {""}


def _held(actor: Officer, batch: int, verb: BatchVerb) -> CreditBatch | Refused:
    found = CreditBatch.objects.select_for_update().filter(pk=batch).first()
    if found is None:
        return _unknown()
    refused = rules.may(actor, verb, _hands(found)) or rules.may_move(BatchState(found.state), verb)
    return refused or found


def _line(batch: int, seq: int) -> tuple[CreditBatch | None, BatchLine | Refused]:
    found = CreditBatch.objects.select_for_update().filter(pk=batch).first()
    line = BatchLine.objects.filter(batch=batch, seq=seq).first() if found else None
    return found, line or Refused(BatchRefusal.LINE_UNKNOWN, f"批次没有第 {seq} 行。", "请核对行号。", "seq")


def _said_already(batch: int, line: BatchLine, kind: WordKind) -> Refused | None:
    if not BatchWord.objects.filter(batch_id=batch, seq=line.seq, kind=kind, digest=line.digest).exists():
        return None
    return Refused(BatchRefusal.LINE_STRUCK_ALREADY, "该明细已有同样的意见。", "无需重复提交。", "seq")


def _say(
    actor: Officer, business_date: date, batch: int, line: BatchLine, kind: WordKind, reason: str, amount: int | None
) -> BatchWord:
    # After this line the word must be kept.
    made = BatchWord.objects.create(
        batch_id=batch, seq=line.seq, kind=kind, digest=line.digest, amount=amount, reason=reason.strip(),
        actor=actor.number, business_date=business_date, recorded_at=clock.now(),
    )  # fmt: skip
    audit.record(
        actor=actor.number, business_date=business_date, action=f"market.line_{kind.value.lower()}",
        subject=f"batch:{batch}/{line.seq}", after={"amount": amount, "reason": made.reason},
    )  # fmt: skip
    return made


def _unknown() -> Refused:
    return Refused(BatchRefusal.BATCH_UNKNOWN, "没有这个批次。", "请从批次列表中选择。", "batch")


def _record(
    actor: Officer, business_date: date, action: str, batch: CreditBatch, after: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        actor=actor.number, business_date=business_date, action=action, subject=f"batch:{batch.pk}",
        after={"state": batch.state, **(after or {})},
    )  # fmt: skip


def open_preapprovals(customer: str, on: date) -> list[PreApproval]:
    """Pre-approvals a customer may use on that day."""
    return list(PreApproval.objects.filter(customer=customer, state="OPEN", valid_until__gte=on))
