"""Verbs of linkage: take the pairs of a run, and keep, reject or undo one.

People's word stands over the machine's: a run never touches a pair that somebody decided. No customer is ever deleted and no
note moves; what two files of our own share after a merge is the records of other houses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.customer import read
from wuhua.areas.customer.models import Customer, Link, LinkRun, LinkStep, Merge
from wuhua.areas.customer.rules.linkage import (
    HOLDS,
    LinkRefusal,
    LinkSource,
    LinkState,
    LinkVerb,
    MergeState,
    Thresholds,
    check_said,
    may_decide,
)
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock
from wuhua.platform.copy import Rows, copy_in
from wuhua.platform.once import once

COLUMNS = ("source", "key", "alias", "how", "weight", "fields", "state", "customer_id")
_HELD = tuple(state.value for state in HOLDS)

# --- a run -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a run was made of."""

    digest: str
    model: str
    limits: Thresholds
    records: int
    customers: int


@dataclass(frozen=True, slots=True)
class Written:
    """The run's number, how many pairs it changed, and whether it was the same as the last one."""

    run: int
    changed: int
    again: bool


# A record that somebody gave to another customer, and a pair somebody rejected, are not the machine's to say again.
_YIELD = """
DELETE FROM stage_link s USING customer_link t
WHERE t.source = s.source AND t.key = s.key
  AND (t.state = 'KEPT' OR t.state = 'REJECTED' AND t.customer_id = s.customer_id)
"""
_APART = """
UPDATE customer_link t SET state = 'APART', run_id = %s
WHERE t.state IN ('LINKED', 'WAITING') AND NOT EXISTS (
  SELECT FROM stage_link s WHERE (s.source, s.key, s.customer_id, s.state) = (t.source, t.key, t.customer_id, t.state))
  AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.link_id = t.id AND m.state <> 'UNDONE')
"""
_UPSERT = """
INSERT INTO customer_link AS t (source, key, customer_id, alias, how, weight, fields, state, run_id)
SELECT source, key, customer_id, alias, how, weight, fields, state, %s FROM stage_link ORDER BY source, key, customer_id
ON CONFLICT (source, key, customer_id) DO UPDATE SET alias = excluded.alias, how = excluded.how,
  weight = excluded.weight, fields = excluded.fields, state = excluded.state, run_id = excluded.run_id
WHERE (t.alias, t.how, t.weight, t.fields, t.state) IS DISTINCT FROM
  (excluded.alias, excluded.how, excluded.weight, excluded.fields, excluded.state)
"""


@transaction.atomic
def write_links(*, actor: str, business_date: date, run: NewRun, rows: Rows) -> Written:
    """`rows` are all pairs of a run. Pairs it does not name any more fall apart; pairs that people decided stay theirs."""
    ensure(set(rows.columns) == set(COLUMNS), f"links have columns {COLUMNS}, not {rows.columns}")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE customer_linkrun IN EXCLUSIVE MODE")
    last = read.last_run()
    if last is not None and last.digest == run.digest:
        return Written(last.pk, 0, True)
    held = LinkRun.objects.create(
        digest=run.digest,
        model=run.model,
        business_date=business_date,
        actor=actor,
        recorded_at=clock.now(),
        auto=run.limits.auto,
        review=run.limits.review,
        margin=run.limits.margin,
        records=run.records,
        customers=run.customers,
        linked=0,
        waiting=0,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE stage_link ON COMMIT DROP AS SELECT source, key, customer_id, alias, how, weight, fields,"
            " state FROM customer_link WITH NO DATA"
        )
        copy_in(rows, into="stage_link")
        cursor.execute(_YIELD)
        cursor.execute(_APART, [held.pk])
        changed = int(cursor.rowcount)
        cursor.execute(_UPSERT, [held.pk])
        changed += int(cursor.rowcount)
        cursor.execute("DROP TABLE stage_link")
        cursor.execute("ANALYZE customer_link")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="customer.linked",
        subject=f"linkrun:{held.pk}",
        after={"model": run.model, "pairs": rows.count, "changed": changed, "digest": run.digest[:16]},
    )
    return Written(held.pk, changed, False)


# --- people's word ---------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_link(
    *, actor: Officer, business_date: date, link: int, verb: LinkVerb, reason: str, key: str
) -> dict[str, Any] | Refused:
    """KEEP, REJECT or UNDO a pair, once a key. Two files of our own are merged by two people who keep the pair."""
    acts: dict[LinkVerb, Callable[[Officer, date, Link, str], dict[str, Any] | Refused]] = {
        LinkVerb.KEEP: _keep,
        LinkVerb.REJECT: _reject,
        LinkVerb.UNDO: _undo,
    }

    def act() -> dict[str, Any] | Refused:
        found = _found(actor, link)
        if isinstance(found, Refused):
            return found
        refused = may_decide(actor) or check_said(reason)
        return refused or acts[verb](actor, business_date, found, reason.strip())

    said = {"actor": actor.number, "link": link, "verb": verb.value, "reason": reason.strip()}
    return once(f"link/{actor.number}/{key}", said, act)


def _found(actor: Officer, link: int) -> Link | Refused:
    """The pair, locked with every other row of its record, where the officer may see it."""
    seen = read.pair(actor, link)
    if seen is None:
        return Refused(LinkRefusal.LINK_UNKNOWN, "没有这一对关联,或您无权查看。", "请回到待判断列表重新选择。", "link")
    row = Link.objects.get(pk=link)
    rows = Link.objects.select_for_update().filter(source=row.source, key=row.key).order_by("id")
    return next(each for each in rows if each.pk == link)


def _decided(row: Link) -> Refused | None:
    if row.state in (LinkState.KEPT, LinkState.REJECTED):
        return Refused(LinkRefusal.LINK_DECIDED, "这一对已由人判断过。", "如判断有误,请先撤销原来的判断。")
    return None


def _keep(actor: Officer, on: date, row: Link, reason: str) -> dict[str, Any] | Refused:
    refused = _decided(row)
    if refused is not None:
        return refused
    if row.source == LinkSource.CUSTOMER:
        return _keep_files(actor, on, row, reason)
    others = Link.objects.filter(source=row.source, key=row.key).exclude(pk=row.pk)
    if others.filter(state=LinkState.KEPT.value).exists():
        return Refused(
            LinkRefusal.RECORD_TAKEN,
            "这条记录已由人认定给另一个客户,一条记录只属于一个客户。",
            "请先撤销那一次认定。",
        )
    moving = [
        row.pk,
        *others.filter(state__in=[LinkState.LINKED.value, LinkState.WAITING.value]).values_list("pk", flat=True),
    ]

    # After this line the pair must be kept.
    before = _images(moving)
    others.filter(pk__in=moving).update(state=LinkState.APART.value)
    Link.objects.filter(pk=row.pk).update(state=LinkState.KEPT.value)
    return _noted(actor, on, row, LinkVerb.KEEP, reason, before)


def _reject(actor: Officer, on: date, row: Link, reason: str) -> dict[str, Any] | Refused:
    refused = _decided(row)
    if refused is not None:
        return refused

    # After this line the pair must be rejected.
    before = _images([row.pk])
    Link.objects.filter(pk=row.pk).update(state=LinkState.REJECTED.value)
    Merge.objects.filter(link=row, state=MergeState.SUSPECTED.value).update(
        state=MergeState.UNDONE.value, undone_by=actor.number, undone_on=on
    )
    return _noted(actor, on, row, LinkVerb.REJECT, reason, before)


# --- two files of our own --------------------------------------------------------------------------------------------


def _keep_files(actor: Officer, on: date, row: Link, reason: str) -> dict[str, Any] | Refused:
    """The first says that both may be one; another makes it so."""
    kept, folded = row.customer, Customer.objects.get(number=row.key)
    refused = _foldable(kept, folded)
    if refused is not None:
        return refused
    open_ = Merge.objects.select_for_update().filter(link=row, state=MergeState.SUSPECTED.value).first()
    if open_ is None:
        # After this line the suspicion must be written.
        Merge.objects.create(
            kept=kept,
            folded=folded,
            link=row,
            state=MergeState.SUSPECTED.value,
            asked_by=actor.number,
            asked_on=on,
            reason=reason,
        )
        _traced(actor, on, row, "customer.duplicate_suspected", {"reason": reason})
        return {"link": row.pk, "state": row.state, "merge": MergeState.SUSPECTED.value}
    if open_.asked_by == actor.number:
        return Refused(
            LinkRefusal.SECOND_PERSON, "疑似重复是您自己提出的,合并须由另一人同意。", "请由另一位有权人员判断。"
        )
    moving = list(_movable(kept, folded))

    # After this line both files must be read as one.
    before = _images([row.pk, *moving])
    Link.objects.filter(pk__in=moving).update(customer=kept)
    Link.objects.filter(pk=row.pk).update(state=LinkState.KEPT.value)
    Merge.objects.filter(pk=open_.pk).update(
        state=MergeState.MERGED.value, agreed_by=actor.number, agreed_on=on, before=before
    )
    return {**_noted(actor, on, row, LinkVerb.KEEP, reason, before), "merge": MergeState.MERGED.value}


def _foldable(kept: Customer, folded: Customer) -> Refused | None:
    """No chains: neither is read under a third file, and nothing is read under the one that goes under."""
    both = [kept.pk, folded.pk]
    merged = Merge.objects.filter(state=MergeState.MERGED.value)
    if merged.filter(folded__in=both).exists() or merged.filter(kept=folded).exists():
        return Refused(
            LinkRefusal.FOLDED_ALREADY, "其中一份档案已与第三份档案合并。", "请先撤销那一次合并,再判断这一对。"
        )
    return None


def _movable(kept: Customer, folded: Customer) -> Any:
    """Links of the file that goes under, less those the other one has a pair with already: they stay where they are."""
    there = Link.objects.filter(customer=kept).values_list("source", "key")
    taken = set(there)
    rows = Link.objects.select_for_update().filter(customer=folded).exclude(source=LinkSource.CUSTOMER.value)
    return (row.pk for row in rows.order_by("id") if (row.source, row.key) not in taken)


# --- taking back -----------------------------------------------------------------------------------------------------


def _undo(actor: Officer, on: date, row: Link, reason: str) -> dict[str, Any] | Refused:
    step = read.undoable(row.pk)
    if step is None:
        return Refused(LinkRefusal.NOTHING_TO_UNDO, "这一对没有可以撤销的判断。", "请核对经过。")
    last = LinkStep.objects.get(pk=step)
    held = last.before
    now = _images([image["id"] for image in held["before"]])["before"]
    if now != held["after"]:
        return Refused(
            LinkRefusal.CHANGED_SINCE,
            "判断之后这些记录又有变动,不能原样退回。",
            "请先撤销后来的判断,或重新判断这一对。",
        )

    # After this line every row must be as it was.
    _restore(held["before"])
    Merge.objects.filter(link=row, state=MergeState.MERGED.value).update(
        state=MergeState.UNDONE.value, undone_by=actor.number, undone_on=on
    )
    LinkStep.objects.create(
        link=row,
        verb=LinkVerb.UNDO.value,
        actor=actor.number,
        business_date=on,
        reason=reason,
        before={"before": held["after"], "after": held["before"]},
        undoes=last,
    )
    state = Link.objects.values_list("state", flat=True).get(pk=row.pk)
    _traced(actor, on, row, "customer.link_undone", {"reason": reason, "state": state})
    return {"link": row.pk, "state": state}


def _images(links: list[int]) -> dict[str, list[dict[str, Any]]]:
    """The rows as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM customer_link t WHERE id = ANY(%s) ORDER BY id", [links])
        return {"before": [json.loads(text) for (text,) in cursor.fetchall()]}


def _restore(images: list[dict[str, Any]]) -> None:
    """Write the rows back; all at once, so that one record never has two owners on the way."""
    columns = "source, key, customer_id, alias, how, weight, fields, state, run_id"
    with connection.cursor() as cursor:
        # What is let go first leaves room for what is held again.
        for held in (False, True):
            part = [image for image in images if (image["state"] in _HELD) is held]
            cursor.execute(
                f"UPDATE customer_link t SET ({columns}) = (SELECT {columns} FROM"  # noqa: S608  # names of our own
                " jsonb_populate_record(NULL::customer_link, image)) FROM jsonb_array_elements(%s::jsonb) image"
                " WHERE t.id = (image->>'id')::bigint",
                [json.dumps(part)],
            )


def _noted(
    actor: Officer, on: date, row: Link, verb: LinkVerb, reason: str, before: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """The step with the rows before and after, and its trace."""
    after = _images([image["id"] for image in before["before"]])["before"]
    LinkStep.objects.create(
        link=row,
        verb=verb.value,
        actor=actor.number,
        business_date=on,
        reason=reason,
        before={"before": before["before"], "after": after},
    )
    state = Link.objects.values_list("state", flat=True).get(pk=row.pk)
    _traced(actor, on, row, f"customer.link_{verb.value.lower()}", {"reason": reason, "state": state})
    return {"link": row.pk, "state": state}


def _traced(actor: Officer, on: date, row: Link, action: str, after: dict[str, Any]) -> None:
    said = {"customer": row.customer.number, "source": row.source, "was": row.state, **after}
    audit.record(actor=actor.number, business_date=on, action=action, subject=f"link:{row.pk}", after=said)
