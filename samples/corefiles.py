"""A core system for tests and for the sample bank: the files it would bring for one of our own sealed days.

`write_core_day` reads the sealed day and writes what a core that agrees in everything would say, and then plants up to
three differences in the balances: an amount, a note the core has not, another status. The three notes are the same on
every day while they live, so that a difference left out on the next day is one that the core has put right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.corelink.rules import BreakKind, CoreFileKind
from wuhua.bulk.corefiles import formats, ours
from wuhua.bulk.corefiles.check import total_of
from wuhua.bulk.corefiles.ledger import NAMES
from wuhua.bulk.corefiles.send import content_of
from wuhua.bulk.dayend.load import connect, query

NOTHING: Mapping[str, str] = MappingProxyType({})
PLANTED = (BreakKind.AMOUNT, BreakKind.MISSING_IN_CORE, BreakKind.STATUS)
TOO_MUCH = 100_00
"""So many fen the core has too much on the note with the wrong amount."""
GB18030 = (CoreFileKind.BALANCES, CoreFileKind.LEDGER)
WITH_MARK = (CoreFileKind.CUSTOMERS,)
OWN_ONLY = (1011, 4001, 7009)
"""Accounts of ours that stand for the world outside; no core has them."""
_REVERSES = {"note": pl.String, "reverses": pl.String}
_SIGNED = """
SELECT n.number AS note, n.branch, n.contract, n.amount, n.rate::bigint AS rate, n.start, n.maturity, c.number AS customer,
    a.number AS account, n.product, n.method, n.settlement, n.own_day, n.frequency_months, n.day_count, n.instalment,
    n.penalty_uplift, n.security, n.managing_rm, n.use, n.industry, n.region, n.compound_base_penalty
FROM servicing_loannote n JOIN customer_customer c ON c.id = n.customer_id
JOIN servicing_settlementaccount a ON a.id = n.account_id
"""
_CORE_ONLY = {"subject": "1601", "name": "固定资产", "branch": "", "debit": 8_800_000_00, "credit": 0}


@dataclass(frozen=True, slots=True)
class Planted:
    """One difference that was put in."""

    kind: BreakKind
    note: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"kind": self.kind.value, "note": self.note}


def write_core_day(
    out: Path,
    day: date,
    *,
    plant: Collection[BreakKind] = PLANTED,
    reverses: Mapping[str, str] = NOTHING,
    answers: Mapping[str, str] = NOTHING,
) -> list[Planted]:
    """Write the files of a sealed day into the folder, with those of the three differences that are wanted.

    `reverses`: notes whose payments of that serial the core took back on the day. `answers`: notes it made for that
    instruction.
    """
    with connect() as link:
        frames = _agreeing(link, day, reverses)
    named = pl.col("note").replace_strict(answers, default=None, return_dtype=pl.String).alias("reference")
    frames[CoreFileKind.NOTES] = frames[CoreFileKind.NOTES].with_columns(named)
    frames[CoreFileKind.BALANCES], planted = _planted(frames[CoreFileKind.BALANCES], plant)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for kind, frame in frames.items():
        form, name = formats.of(kind), f"{kind.value}_{day:%Y%m%d}.csv"
        (out / name).write_bytes(_encoded(kind, content_of(form, frame)))
        rows.append((name, day, frame.height, total_of(form, frame)))
    schema = {"file": pl.String, "day": pl.Date, "rows": pl.Int64, "total": pl.Int64}
    control = content_of(formats.CONTROL, pl.DataFrame(rows, schema=schema, orient="row"))
    (out / f"control_{day:%Y%m%d}.csv").write_bytes(control)
    return planted


def _encoded(kind: CoreFileKind, content: bytes) -> bytes:
    if kind in GB18030:
        return content.decode().encode("gb18030")
    return b"\xef\xbb\xbf" + content if kind in WITH_MARK else content


def _agreeing(link: AdbcConnection, day: date, reverses: Mapping[str, str]) -> dict[CoreFileKind, pl.DataFrame]:
    """What a core would say that agrees with us in everything."""
    notes = ours.positions(day)
    blank = pl.lit(None, dtype=pl.String)
    contracts = ours.contracts(link, notes)
    of_note = notes.join(ours.terms(link), on="note", how="left")
    by_contract = of_note.select("contract", "customer").unique("contract", keep="first")
    reversed_ = pl.DataFrame({"note": list(reverses), "reverses": list(reverses.values())}, schema=_REVERSES)
    taken = (pl.col("principal") >= 0) & (pl.col("interest") >= 0)
    paid = (
        ours.repayments(link, day)
        .join(reversed_, on="note", how="left")
        .filter(taken | pl.col("reverses").is_not_null())
        .with_columns(pl.col("principal", "interest").abs())
        .sort("note")
    )
    accounts = ours.accounts(link, day).sort("account")
    return {
        CoreFileKind.CUSTOMERS: ours.customers(notes).sort("customer").with_columns(blank.alias("name")),
        CoreFileKind.CONTRACTS: contracts.join(by_contract, on="contract").sort("contract"),
        CoreFileKind.NOTES: query(link, _SIGNED).join(notes, on="note", how="semi").sort("note"),
        CoreFileKind.BALANCES: notes.sort("note"),
        CoreFileKind.REPAYMENTS: paid.with_row_index("n", offset=1).with_columns(
            pl.format("HX{}{}", pl.lit(f"{day:%Y%m%d}"), pl.col("n").cast(pl.String).str.zfill(6)).alias("serial")
        ),
        CoreFileKind.ARREARS: ours.in_arrears(notes).sort("note"),
        CoreFileKind.DEPOSITS: accounts,
        CoreFileKind.LEDGER: _ledger(ours.control(link, day)),
    }


def _ledger(control: pl.DataFrame) -> pl.DataFrame:
    amount = pl.col("amount")
    kept = control.filter(~pl.col("account").is_in(OWN_ONLY) & (amount != 0)).select(
        pl.col("account").cast(pl.String).alias("subject"),
        pl.col("account").cast(pl.String).replace_strict(NAMES).alias("name"),
        "branch",
        amount.clip(lower_bound=0).cast(pl.Int64).alias("debit"),
        (-amount).clip(lower_bound=0).cast(pl.Int64).alias("credit"),
    )
    return pl.concat([kept, pl.DataFrame([_CORE_ONLY], schema=kept.schema)]).sort("subject", "branch")


def _planted(balances: pl.DataFrame, wanted: Collection[BreakKind]) -> tuple[pl.DataFrame, list[Planted]]:
    """The first note in a good state has too much, the second is not there, the third bears another status."""
    good = balances.filter((pl.col("balance") > 0) & (pl.col("book_status") == "NORMAL"))["note"].to_list()
    chosen = [Planted(kind, note) for kind, note in zip(PLANTED, good, strict=False) if kind in wanted]
    for each in chosen:
        here = pl.col("note") == each.note
        if each.kind is BreakKind.MISSING_IN_CORE:
            balances = balances.filter(~here)
        elif each.kind is BreakKind.AMOUNT:
            more = pl.when(here).then(pl.col("balance") + TOO_MUCH).otherwise("balance")
            balances = balances.with_columns(more.alias("balance"))
        else:
            status = pl.when(here).then(pl.lit("OVERDUE")).otherwise("book_status")
            balances = balances.with_columns(status.alias("book_status"))
    return balances, chosen
