"""The one door into the books.

`post` and `post_many` are one statement and one round trip: a database function (migration 0003) inserts the entries and
their lines, moves the sub-balances in sorted order, and the control accounts last. It is a function because its plans are
kept between calls: the same work as plain statements took 1.3 times the server's time. Measured: docs/DECISIONS.md.

Both raise `Refuse` with a `BooksRefusal` when the database says no to what a person asked (overdrawn, key taken, day
sealed); the transaction, or the savepoint of `platform.once`, must then be left. Anything else that breaks is our fault.

Lock order: post last in the transaction, and once (`post_many` for several entries), so that the control rows every
payment writes are held only until the commit that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import DataError, IntegrityError, connection

from wuhua.books.rules import BooksRefusal, Entry
from wuhua.core.refuse import BrokenInvariant, Refuse, Refused, ensure
from wuhua.platform import clock

_POST = """SELECT books_post(%s::text, %s::timestamptz,
    %s::text[], %s::date[], %s::text[], %s::bigint[], %s::int[], %s::bigint[],
    %s::int[], %s::int[], %s::int[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[])"""

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
    ensure(connection.in_atomic_block, "posting happens inside the transaction of the business it belongs to")
    ensure(len(entries) > 0, "there is an entry to post")
    ensure(len({entry.key for entry in entries}) == len(entries), "entries posted together have different keys")
    lines = [(no, seq, line) for no, entry in enumerate(entries, 1) for seq, line in enumerate(entry.lines, 1)]
    arguments = [
        actor,
        clock.now(),
        [entry.key for entry in entries],
        [entry.business_date for entry in entries],
        [entry.why for entry in entries],
        [entry.reverses for entry in entries],
        [len(entry.lines) for entry in entries],
        [entry.total for entry in entries],
        [no for no, _, _ in lines],
        [seq for _, seq, _ in lines],
        [line.account for _, _, line in lines],
        [line.side.value for _, _, line in lines],
        [line.amount for _, _, line in lines],
        [line.branch for _, _, line in lines],
        [line.product for _, _, line in lines],
        [line.status for _, _, line in lines],
        [line.sub for _, _, line in lines],
    ]
    with refusals(), connection.cursor() as cursor:
        cursor.execute(_POST, arguments)
        return list(cursor.fetchone()[0])


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
