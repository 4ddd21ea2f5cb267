"""The one door into the books.

`post` and `post_many` are one statement and one round trip: a database function (migration 0004) inserts the entries and
their lines, moves the sub-balances in sorted order, and the control accounts last. It is a function because its plans are
kept between calls: plain statements took a tenth to a fifth more of the server's time. Measured: docs/DECISIONS.md.

Both raise `Refuse` with a `BooksRefusal` when the database says no to what a person asked (overdrawn, key taken, day
sealed); the transaction, or the savepoint of `platform.once`, must then be left. Anything else that breaks is our fault.

Lock order: post last in the transaction, and once (`post_many` for several entries), so that the control rows every
payment writes are held only until the commit that follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import DataError, IntegrityError, connection
from django.db.backends.utils import CursorWrapper

from wuhua.books.rules import BooksRefusal, Entry, Line, Side
from wuhua.core.refuse import BrokenInvariant, Refuse, Refused, ensure
from wuhua.platform import clock, trip
from wuhua.platform.copy import Rows, copy_in
from wuhua.platform.trip import Step

_POST = "SELECT array_to_json(books_post(%s::text, %s::timestamptz, %s::json))::text"

_REFUSALS = {
    "books_entry_key_key": Refused(
        BooksRefusal.ENTRY_KEY_TAKEN, "这笔账已经记过(分录键重复)。", "请查询原分录;如确需再记,请作为新的业务提交。"
    ),
    "books_entry_reverses_key": Refused(
        BooksRefusal.ALREADY_REVERSED, "这笔分录已经冲正过。", "请查看原冲正分录,不要重复冲正。"
    ),
    "entry_day_open": Refused(
        BooksRefusal.DAY_SEALED, "该营业日已经封账,不能再记账。", "请以当前营业日记账,并写明业务所属日期。"
    ),
    "books_no_overdraft": Refused(
        BooksRefusal.INSUFFICIENT_FUNDS, "结算账户余额不足。", "请先存入足够的资金,或减少金额后再试。"
    ),
    "books_principal_not_negative": Refused(
        BooksRefusal.PRINCIPAL_OVERPAID, "还款超过了借据的本金余额。", "请核对借据余额,多余的款项留在结算账户。"
    ),
}
"""Database constraint -> what the officer is told."""


def post(entry: Entry, *, actor: str) -> int:
    """Post one entry; answers its id. `actor` is a staff number. Must run inside a transaction."""
    return post_many([entry], actor=actor)[0]


def post_many(entries: Sequence[Entry], *, actor: str) -> list[int]:
    """Post several entries in one round trip, all or nothing; answers their ids in the same order."""
    with refusals():
        (ids,) = trip.ask([step(entries, actor=actor)])
    return list(json.loads(ids or "[]"))


def step(entries: Sequence[Entry], *, actor: str) -> Step:
    """The same for a verb that sends its statements together: last of them, inside `refusals`."""
    ensure(connection.in_atomic_block, "posting happens inside the transaction of the business it belongs to")
    ensure(len(entries) > 0, "there is an entry to post")
    ensure(len({entry.key for entry in entries}) == len(entries), "entries posted together have different keys")
    return Step(_POST, (actor, clock.now(), json.dumps([_said(entry) for entry in entries], ensure_ascii=False)))


def _said(entry: Entry) -> list[object]:
    """An entry as `books_post` reads it."""
    lines = [
        (line.account, line.side.value, line.amount, line.branch, line.product, line.status, line.sub)
        for line in entry.lines
    ]
    return [entry.key, entry.business_date.isoformat(), entry.why, entry.reverses, entry.total, lines]


def entry_ids(n: int) -> list[int]:
    """`n` fresh entry ids, ascending, for columns that will be given to `post_bulk`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('books_entry_id_seq') FROM generate_series(1, %s)", [n])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the database's no into a named refusal, or into `BrokenInvariant` where no person is to blame."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refused = _REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
        if refused is not None:
            raise Refuse(refused) from error
        raise BrokenInvariant(f"the books refused: {error}") from error


# --- a day end's columns ---------------------------------------------------------------------------------------------

ENTRY_COLUMNS = ("id", "key", "why", "reverses", "line_count", "total")
LINE_COLUMNS = ("entry_id", "seq", "account", "side", "amount", "branch", "product", "status", "sub")


def post_bulk(*, business_date: date, actor: str, entries: Rows, lines: Rows) -> None:
    """Post entries prepared as columns: `entries` of ENTRY_COLUMNS (`reverses` may be left out), `lines` of LINE_COLUMNS.

    Ids come from `entry_ids`; business date, actor and time of recording are filled in here; texts that do not apply
    are empty, not NULL. All the lines of an entry must be in `lines`. Refuses as `post_many` does, and raises
    `BrokenInvariant` for a line the chart does not know. Set-based: two COPYs, then one pass for each kind of balance.
    """
    ensure(connection.in_atomic_block, "posting happens inside the transaction of the business it belongs to")
    ensure(entries.table == "books_entry", f"entries go to books_entry, not to {entries.table}")
    ensure(lines.table == "books_line", f"lines go to books_line, not to {lines.table}")
    ensure(set(entries.columns) <= set(ENTRY_COLUMNS), f"entries have columns {ENTRY_COLUMNS}, not {entries.columns}")
    ensure(set(lines.columns) <= set(LINE_COLUMNS), f"lines have columns {LINE_COLUMNS}, not {lines.columns}")
    if entries.count == 0:
        ensure(lines.count == 0, f"{lines.count} lines belong to no entry")
        return
    with refusals(), connection.cursor() as cursor:
        cursor.execute(_NEW_ENTRIES)
        copy_in(entries, into="books_new_entry")
        cursor.execute(_TAKE_ENTRIES, [business_date, clock.now(), actor])
        copy_in(lines)
        cursor.execute(_NEW_TOTALS)
        controls = cursor.fetchall()
        ensure(sum(row[-1] for row in controls) == lines.count, "every line belongs to one of these entries")
        for row in controls:
            _fits_the_chart(*row[:6])
        if any(row[4] for row in controls):
            _move_subs(cursor)
        cursor.execute(
            _MOVE_CONTROLS, [list(column) for column in zip(*(row[:4] + row[6:7] for row in controls), strict=True)]
        )


def _move_subs(cursor: CursorWrapper) -> None:
    """Sub-balances in the order of their key, as single entries lock them: a merge join reads both sides sorted."""
    cursor.execute("SELECT array_agg(id) FROM books_new_entry")
    # The ids as a value: a join would be planned over every line ever posted.
    cursor.execute(_NEW_DELTAS, cursor.fetchone())
    cursor.execute("SELECT count(*) FROM books_delta")
    wanted = cursor.fetchone()[0]
    cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off")
    cursor.execute(_MOVE_KNOWN)
    if cursor.rowcount < wanted:
        cursor.execute(_ADD_UNKNOWN)
    cursor.execute("SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = on")


def _fits_the_chart(account: int, branch: str, product: str, status: str, some_sub: bool, some_without: bool) -> None:
    """The same demands as `rules.Line`, once for each control account instead of once for each line."""
    if some_sub:
        Line(account, Side.DEBIT, 1, branch, product, status, sub=1)
    if some_without:
        Line(account, Side.DEBIT, 1, branch, product, status)


_NEW_ENTRIES = """DROP TABLE IF EXISTS pg_temp.books_new_entry, pg_temp.books_delta;
    CREATE TEMP TABLE books_new_entry
    (id bigint PRIMARY KEY, key text, why text, reverses bigint, line_count int, total bigint) ON COMMIT DROP"""

_TAKE_ENTRIES = """INSERT INTO books_entry (id, key, business_date, recorded_at, why, actor, reverses, line_count, total)
    SELECT id, key, %s, %s, why, %s, reverses, line_count, total FROM books_new_entry ORDER BY id;
    ANALYZE books_new_entry"""

_SIGNED = "CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END"

_NEW_TOTALS = f"""SELECT l.account, l.branch, l.product, l.status, bool_or(l.sub <> 0), bool_or(l.sub = 0),
        sum({_SIGNED})::bigint, count(*)
    FROM books_line l JOIN books_new_entry e ON e.id = l.entry_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""

_NEW_DELTAS = f"""CREATE TEMP TABLE books_delta ON COMMIT DROP AS
    SELECT l.account, l.sub, sum({_SIGNED})::bigint AS delta
    FROM books_line l WHERE l.entry_id = ANY(%s) AND l.sub <> 0 GROUP BY 1, 2 ORDER BY 1, 2;
    ANALYZE books_delta"""

_MOVE_KNOWN = """UPDATE books_subbalance s SET amount = s.amount + d.delta
    FROM books_delta d WHERE s.account = d.account AND s.sub = d.sub"""

_ADD_UNKNOWN = """INSERT INTO books_subbalance AS b (account, sub, amount)
    SELECT d.account, d.sub, d.delta FROM books_delta d
    WHERE NOT EXISTS (SELECT FROM books_subbalance s WHERE s.account = d.account AND s.sub = d.sub)
    ORDER BY 1, 2 ON CONFLICT (account, sub) DO UPDATE SET amount = b.amount + excluded.amount"""

_MOVE_CONTROLS = """INSERT INTO books_control AS b (account, branch, product, status, amount)
    SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[]) ORDER BY 1, 2, 3, 4
    ON CONFLICT (account, branch, product, status) DO UPDATE SET amount = b.amount + excluded.amount"""
