"""Words of the ledger: sides, statuses, the chart of accounts, lines and entries. Pure; all amounts are whole fen.

>>> from datetime import date
>>> paid = Entry("draw/JD0001", date(2018, 9, 30), "发放贷款", (
...     Line(1301, Side.DEBIT, 10_000_000, "B01", "P01", "NORMAL", sub=1),
...     Line(2011, Side.CREDIT, 10_000_000, "B01", sub=7),
... ))
>>> paid.total
10000000
>>> paid.reversed_on(date(2018, 10, 1), "undo/JD0001").lines[0].side
<Side.DEBIT: 'D'>
>>> Entry("k", date(2018, 9, 30), "错账", (Line(4001, Side.DEBIT, 5), Line(4001, Side.CREDIT, 4)))
Traceback (most recent call last):
wuhua.core.refuse.BrokenInvariant: entry k does not balance: debits 5, credits 4
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.refuse import BrokenInvariant, Refusal, ensure

FIRST_MEMO = 7000
"""Accounts from here on stand off the balance sheet (表外): their lines balance among themselves."""


class Side(StrEnum):
    """借贷方向; the letter is stored."""

    DEBIT = "D"
    CREDIT = "C"

    @property
    def other(self) -> Side:
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class BookStatus(StrEnum):
    """账面状态: keys the ledger. The five classes live in classification and provisions only."""

    NORMAL = "NORMAL"
    OVERDUE = "OVERDUE"
    NON_ACCRUAL = "NON_ACCRUAL"
    WRITTEN_OFF = "WRITTEN_OFF"


class BooksRefusal(Refusal):
    """Why an entry was not taken, in order of precedence."""

    ENTRY_KEY_TAKEN = "entry_key_taken"
    ALREADY_REVERSED = "already_reversed"
    DAY_SEALED = "day_sealed"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    PRINCIPAL_OVERPAID = "principal_overpaid"


class SubKind(StrEnum):
    """Whose sub-ledger an account has: `Line.sub` is that thing's number."""

    NONE = ""
    NOTE = "note"
    ACCOUNT = "account"
    POOL = "pool"


BRANCH = ("branch",)
LOAN = ("branch", "product", "status")
SALE = ("branch", "product")


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the chart. `dims` are exactly the words a line on it carries; the others stay empty."""

    code: int
    name: str
    normal: Side
    dims: tuple[str, ...] = ()
    sub: SubKind = SubKind.NONE

    @property
    def on_balance(self) -> bool:
        return self.code < FIRST_MEMO


CHART: tuple[Account, ...] = (
    Account(1011, "清算资金", Side.DEBIT, BRANCH),
    Account(1132, "应收利息", Side.DEBIT, LOAN),
    Account(1301, "贷款本金", Side.DEBIT, LOAN, SubKind.NOTE),
    Account(1302, "逾期贷款本金", Side.DEBIT, LOAN, SubKind.NOTE),
    Account(1304, "贷款损失准备", Side.CREDIT, LOAN),
    Account(2004, "向中央银行借款", Side.CREDIT),
    Account(2011, "客户结算账户", Side.CREDIT, BRANCH, SubKind.ACCOUNT),
    Account(2012, "助保金存款", Side.CREDIT, sub=SubKind.POOL),
    Account(2211, "应付递延绩效", Side.CREDIT, BRANCH),
    Account(2232, "应付再贷款利息", Side.CREDIT),
    Account(4001, "期初对转", Side.CREDIT),
    Account(6011, "利息收入", Side.CREDIT, LOAN),
    Account(6012, "罚息收入", Side.CREDIT, LOAN),
    Account(6013, "复利收入", Side.CREDIT, LOAN),
    Account(6021, "手续费收入", Side.CREDIT, SALE),
    Account(6402, "利息支出", Side.DEBIT),
    Account(6702, "贷款减值损失", Side.DEBIT, LOAN),
    Account(7001, "表外应收利息", Side.DEBIT, LOAN),
    Account(7002, "已核销贷款", Side.DEBIT, LOAN),
    Account(7009, "表外对转", Side.CREDIT),
)
CLEARING, RECEIVABLE, LOANS, OVERDUE_LOANS, PROVISION, DEPOSITS = 1011, 1132, 1301, 1302, 1304, 2011
POOL_DEPOSITS = 2012
INTEREST, PENALTY, COMPOUND, FEES, IMPAIRMENT = 6011, 6012, 6013, 6021, 6702
REGISTER, WRITTEN_OFF, REGISTER_CONTRA = 7001, 7002, 7009
"""The accounts that verbs and the day end post to, by the one name each has in code."""
BY_CODE = {account.code: account for account in CHART}
_KEPT = {account.code: tuple(dim in account.dims for dim in LOAN) for account in CHART}
"""Whether each account keeps branch, product and status, in that order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `amount` is always positive and `side` says which way."""

    account: int
    side: Side
    amount: int
    branch: str = ""
    product: str = ""
    status: str = ""
    sub: int = 0

    def __post_init__(self) -> None:
        # A counter's verb makes several lines; what is wrong is put into words only where something is.
        fault = self._fault()
        if fault:
            raise BrokenInvariant(fault)

    def _fault(self) -> str:
        account = BY_CODE.get(self.account)
        if account is None:
            return f"account {self.account} is not in the chart"
        if type(self.amount) is not int:
            return f"an amount is whole fen, not {self.amount!r}"
        if self.amount <= 0:
            return f"an amount is positive, not {self.amount}; the side says which way"
        if not isinstance(self.side, Side):
            return f"a side is DEBIT or CREDIT, not {self.side!r}"
        given, wanted = (bool(self.branch), bool(self.product), bool(self.status)), _KEPT[account.code]
        if given != wanted:
            wrong = next(dim for dim, here, there in zip(LOAN, given, wanted, strict=True) if here != there)
            wish = "wanted" if wrong in account.dims else "not kept"
            return f"account {account.code} {account.name}: {wrong} is {wish}"
        if self.status and self.status not in BookStatus.__members__:
            return f"{self.status!r} is not a book status"
        if (self.sub != 0) != (account.sub is not SubKind.NONE):
            return f"account {account.code} {account.name}: sub {'is not kept' if self.sub else 'is wanted'}"
        return ""

    @property
    def signed(self) -> int:
        """Fen, debit positive."""
        return self.amount if self.side is Side.DEBIT else -self.amount

    def reversed(self) -> Line:
        return Line(self.account, self.side.other, self.amount, self.branch, self.product, self.status, self.sub)


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced entry. `key` is natural and unique in the bank ("repay/JD0001/2018-10-20/1"), `why` is for people.

    Lines on the balance sheet balance, and lines off it balance, each for themselves. Raises `BrokenInvariant` with both
    sums otherwise: an unbalanced entry is a fault of the program, not a refusal. `reverses` is the entry id taken back.
    """

    key: str
    business_date: date
    why: str
    lines: tuple[Line, ...]
    reverses: int | None = None

    def __post_init__(self) -> None:
        ensure(bool(self.key), "an entry has a key")
        ensure(bool(self.why), f"entry {self.key} says why")
        ensure(isinstance(self.lines, tuple), f"entry {self.key}: lines are a tuple")
        ensure(len(self.lines) >= 2, f"entry {self.key} has {len(self.lines)} lines; the least is 2")
        debits, credits = self.sums()
        ensure(debits == credits, f"entry {self.key} does not balance: debits {debits}, credits {credits}")
        debits, credits = self.sums(memo=True)
        ensure(
            debits == credits,
            f"entry {self.key} does not balance off balance sheet: debits {debits}, credits {credits}",
        )

    def sums(self, *, memo: bool | None = None) -> tuple[int, int]:
        """(debits, credits) in fen: of all lines, or only of those off (or on) the balance sheet."""
        lines = [line for line in self.lines if memo is None or (line.account >= FIRST_MEMO) == memo]
        return (
            sum(line.amount for line in lines if line.side is Side.DEBIT),
            sum(line.amount for line in lines if line.side is Side.CREDIT),
        )

    @property
    def total(self) -> int:
        """Sum of the debits, in fen."""
        return self.sums()[0]

    def reversed_on(self, day: date, key: str, *, entry_id: int | None = None, why: str = "") -> Entry:
        """The entry that takes this one back: sides swapped, order reversed. Reversing twice gives the lines back."""
        lines = tuple(line.reversed() for line in reversed(self.lines))
        return Entry(key, day, why or f"冲正:{self.why}", lines, reverses=entry_id)
