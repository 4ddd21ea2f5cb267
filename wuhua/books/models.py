"""Tables of the ledger. Amounts are whole fen; signed amounts are debit positive.

Nothing outside `wuhua.books` touches them. Promises kept by the database: lines of an entry balance, on and off the
balance sheet, and are complete; no entry without lines; nothing posted into a sealed day; entries and lines are never
updated, deleted or truncated; a settlement account or a risk pool is never overdrawn; a note's principal is never below zero.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from wuhua.books.rules import FIRST_MEMO, BookStatus, Side, SubKind
from wuhua.platform.append_only import Promise, append_only, raising

_SIGNED = "CASE side WHEN 'D' THEN amount ELSE -amount END"

# The lines of an entry arrive in one statement. Seen all at once (a transition table) the check costs +0.4 s on 400,000
# lines; row by row it costs +2.7 s. The heads are looked for between the first and the last of these entries only: a plan
# that merges the two by their order would else read every head ever posted.
_BALANCED = f"""
    SELECT min(entry_id), max(entry_id) INTO first, last FROM added;
    SELECT e.entry_id, e.debits, e.credits, e.memo, e.n, e.lo, e.hi, b.line_count, b.total, b.key INTO broken
    FROM (
        SELECT entry_id, count(*) AS n, min(seq) AS lo, max(seq) AS hi,
               sum(amount) FILTER (WHERE side = 'D') AS debits, sum(amount) FILTER (WHERE side = 'C') AS credits,
               coalesce(sum({_SIGNED}) FILTER (WHERE account >= {FIRST_MEMO}), 0) AS memo
        FROM added GROUP BY entry_id
    ) e LEFT JOIN books_entry b ON b.id = e.entry_id AND b.id BETWEEN first AND last
    WHERE b.id IS NULL OR e.debits IS DISTINCT FROM e.credits OR e.memo <> 0
       OR e.lo <> 1 OR e.hi <> e.n OR b.line_count <> e.n OR b.total <> e.debits
    ORDER BY e.entry_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_balances',
            TABLE = 'books_line', MESSAGE = format('分录不平或不完整(entry_balances):entry %s %s, debits %s, credits %s, '
                'off balance sheet %s, lines %s numbered %s to %s, announced lines %s total %s', broken.entry_id,
                broken.key, broken.debits, broken.credits, broken.memo, broken.n, broken.lo, broken.hi,
                broken.line_count, broken.total);
    END IF;
    RETURN NULL;
"""

_OPEN_DAY = """
    SELECT a.key, a.business_date INTO late FROM added a
    WHERE a.business_date <= (SELECT max(day) FROM platform_sealedday) ORDER BY a.id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_day_open',
            TABLE = 'books_entry', MESSAGE = format('已封账的营业日不再入账(entry_day_open):%s %s', late.key,
                late.business_date);
    END IF;
    RETURN NULL;
"""

_HAS_LINES = f"""
    IF NOT EXISTS (SELECT FROM books_line WHERE entry_id = NEW.id AND seq = 1) THEN
        {raising("分录没有明细(entry_has_lines)", "entry_has_lines")}
    END IF;
    RETURN NULL;
"""


class Account(models.Model):
    """会计科目: the chart of `rules.CHART`, seeded by migration, for reports that join on it."""

    code = models.IntegerField(primary_key=True)
    name = models.TextField()
    normal = models.CharField(max_length=1)
    on_balance = models.BooleanField()
    dims = models.TextField(blank=True, default="")
    sub = models.TextField(blank=True, default="")

    class Meta:
        db_table = "books_account"
        constraints = (
            models.CheckConstraint(
                condition=Q(on_balance=True, code__lt=FIRST_MEMO) | Q(on_balance=False, code__gte=FIRST_MEMO),
                name="books_memo_by_code",
            ),
            models.CheckConstraint(condition=Q(normal__in=[side.value for side in Side]), name="books_account_side"),
            models.CheckConstraint(condition=Q(sub__in=[kind.value for kind in SubKind]), name="books_account_sub"),
        )


class Entry(models.Model):
    """分录. Ids come from one sequence (`post.entry_ids` for columns), gaps allowed, order not promised."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    business_date = models.DateField(db_index=True)
    recorded_at = models.DateTimeField()
    why = models.TextField()
    actor = models.TextField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, db_column="reverses")
    line_count = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        db_table = "books_entry"
        constraints = (models.CheckConstraint(condition=Q(line_count__gte=2), name="books_entry_two_lines"),)
        triggers = (
            *append_only("分录一经入账,不改不删"),
            Promise(
                name="entry_day_open",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
                declare=[("late", "record")],
                func=_OPEN_DAY,
            ),
            Promise(
                name="entry_has_lines",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_HAS_LINES,
            ),
        )


class Line(models.Model):
    """分录明细. No foreign keys: a day end writes hundreds of thousands, and the statement trigger checks the entry."""

    pk = models.CompositePrimaryKey("entry_id", "seq")
    entry_id = models.BigIntegerField()
    seq = models.IntegerField()
    account = models.IntegerField()
    side = models.CharField(max_length=1)
    amount = models.BigIntegerField()
    branch = models.TextField(default="")
    product = models.TextField(default="")
    status = models.TextField(default="")
    sub = models.BigIntegerField(default=0)

    class Meta:
        db_table = "books_line"
        indexes = (models.Index(fields=["account", "sub", "entry_id"], condition=~Q(sub=0), name="books_line_sub"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="books_line_amount_positive"),
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="books_line_side"),
        )
        triggers = (
            *append_only("分录明细一经入账,不改不删"),
            Promise(
                name="entry_balances",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
                declare=[("broken", "record"), ("first", "bigint"), ("last", "bigint")],
                func=_BALANCED,
            ),
        )


class Control(models.Model):
    """总账余额 by (account, branch, product, book status). Redundant with the lines so that a total is one read."""

    pk = models.CompositePrimaryKey("account", "branch", "product", "status")
    account = models.IntegerField()
    branch = models.TextField(default="")
    product = models.TextField(default="")
    status = models.TextField(default="")
    amount = models.BigIntegerField()

    class Meta:
        db_table = "books_control"
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=["", *(status.value for status in BookStatus)]), name="books_control_status"
            ),
        )


class SubBalance(models.Model):
    """分户余额: one note's principal, one settlement account's money. Redundant with the lines; one read at the counter."""

    pk = models.CompositePrimaryKey("account", "sub")
    account = models.IntegerField()
    sub = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "books_subbalance"
        constraints = (
            models.CheckConstraint(
                condition=~Q(account__in=[2011, 2012]) | Q(amount__lte=0), name="books_no_overdraft"
            ),
            models.CheckConstraint(
                condition=~Q(account__in=[1301, 1302]) | Q(amount__gte=0), name="books_principal_not_negative"
            ),
        )
