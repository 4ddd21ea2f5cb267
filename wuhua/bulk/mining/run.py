"""Reads a year of movements and the names of our customers, mines the leads, hands them over; draws a list of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from wuhua.areas.customer import read as customers
from wuhua.areas.market import actions as market
from wuhua.areas.market.models import TargetList
from wuhua.areas.market.rules import LEADERS, ListSource, MarketRefusal, PartyKind
from wuhua.areas.people.rules import Officer
from wuhua.bulk.dayend.load import connect, query
from wuhua.bulk.intake.rows import rows_of
from wuhua.bulk.mining import flows, graph
from wuhua.core.refuse import Refused
from wuhua.platform import secrets

YEAR = timedelta(days=365)

_FLOWS = """SELECT c.number AS firm, c.name AS firm_name, f.side, f.amount, f.kind, f.counterparty, f.day
    FROM customer_accountflow f JOIN servicing_settlementaccount a ON a.number = f.account
    JOIN customer_customer c ON c.id = a.customer_id
    WHERE f.day > $1 AND f.day <= $2 AND f.counterparty <> ''"""
_CUSTOMERS = "SELECT name, identity_blind FROM customer_customer"
_REGISTRY = "SELECT DISTINCT name, credit_code FROM customer_registryrecord"


@dataclass(frozen=True, slots=True)
class Mined:
    """What a run found: movements read, firms with leads, leads, pairs between which money goes round."""

    movements: int
    firms: int
    leads: int
    circling: int


@dataclass(frozen=True, slots=True)
class _Book:
    flows: pl.DataFrame
    known: set[str]
    codes: dict[str, str]


def mine(*, actor: str, business_date: date) -> Mined:
    """挖潜: the year up to the day. Run again, the same book gives the same leads; what was decided stays."""
    book = _read(business_date)
    pairs = [(row[0], row[1]) for row in flows.edges(book.flows).select("payer", "payee").iter_rows()]
    circling = graph.circling(pairs)
    found = flows.leads(book.flows, book.known, circling, business_date)
    codes = [book.codes.get(name, "") for name in found["party_name"]]
    found = found.with_columns(pl.Series("credit_code", codes, dtype=pl.String))
    market.bring_leads(actor=actor, business_date=business_date, rows=rows_of("market_lead", found))
    return Mined(len(book.flows), found["firm"].n_unique(), len(found), int(found["circle"].sum()))


def _read(on: date) -> _Book:
    """Movements with the firm behind the account; our customers' names, also those their licences bear."""
    with connect() as adbc:
        moved = query(adbc, _FLOWS, on - YEAR, on)
        ours = query(adbc, _CUSTOMERS)
        registry = query(adbc, _REGISTRY)
    named = registry.filter(pl.col("name").is_in(moved["counterparty"].unique().implode()))
    blinds = pl.Series("identity_blind", [secrets.blind(code, "identity") for code in named["credit_code"]], pl.String)
    licensed = named.with_columns(blinds).join(ours.select("identity_blind"), on="identity_blind", how="semi")
    codes = dict(named.select("name", "credit_code").iter_rows())
    return _Book(moved, set(ours["name"]) | set(licensed["name"]), codes)


def chain_list(*, actor: Officer, business_date: date, core: str, depth: int = 2) -> TargetList | Refused:
    """以产业链为目标 (A68): a list of everybody within two steps of a core firm's payments who is no customer yet."""
    if not actor.holds(*LEADERS):
        return Refused(MarketRefusal.NOT_OF_THIS_POST, "名单由负责人建立和分配。", "请提交网点、团队或小微中心负责人。")
    firm = customers.customer_for(actor, core.strip())
    if isinstance(firm, Refused):
        return firm
    book = _read(business_date)
    pairs = [(row[0], row[1]) for row in flows.edges(book.flows).select("payer", "payee").iter_rows()]
    links = [each for each in graph.chain(pairs, firm.name, depth) if each.name not in book.known]
    parties = [
        market.NewParty(
            PartyKind.ENTERPRISE if each.name.endswith(("公司", "合作社", "厂")) else PartyKind.MERCHANT,
            each.name,
            book.codes.get(each.name, ""),
        )
        for each in links
    ]
    return market.make_list(
        actor=actor, business_date=business_date, name=f"{firm.name}产业链名单", source=ListSource.CHAIN,
        about=firm.number, parties=parties,
    )  # fmt: skip
