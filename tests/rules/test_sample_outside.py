"""What other houses know of the sample bank's borrowers, read from its files as a stranger would."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from samples.calibrate import Scale
from samples.generator import write_sample

DAY, CUT = date(2018, 9, 30), date(2018, 9, 29)
BORROWERS = 1500
GB18030 = ("customers", "accounts", "tax")
PACKING = ("2231", "2319", "2921")
SHOPS = ("5211", "5212", "5221", "5232")
MONTHS = [f"2017-{month:02d}" for month in (9, 10, 11, 12)] + [f"2018-{month:02d}" for month in range(1, 9)]
Row = dict[str, str]


def fen(text: str) -> int:
    """An amount of a file; every one of them has two decimals."""
    return int(text.replace(",", "").replace(".", ""))


def on(text: str) -> date:
    """A day written 20180930 or 2018-09-30."""
    return date.fromisoformat(text) if "-" in text else date(int(text[:4]), int(text[4:6]), int(text[6:]))


def written_month(text: str) -> str:
    """2018年9月 or 2018-09 as 2018-09."""
    year, _, month = text.replace("年", "-").removesuffix("月").partition("-")
    return f"{year}-{int(month):02d}"


class Town:
    """The files, and what connects them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.customers = {row["客户统一编号"]: row for row in self.rows("customers")}
        self.of_account = {row["账号"]: row["客户统一编号"] for row in self.rows("accounts")}
        self.balance = {row["账号"]: fen(row["余额"]) for row in self.rows("accounts")}
        self.registry = self.rows("registry")
        self.tax, self.power, self.wages = (self.rows(name) for name in ("tax", "power", "wages"))
        self.flows = self.rows("transactions")
        named = {row["客户名称"]: number for number, row in self.customers.items()}
        own = {row["证件号码"]: number for number, row in self.customers.items()}
        self.of_code = {
            row["统一社会信用代码"]: own.get(row["统一社会信用代码"]) or named.get(row["法定代表人"])
            for row in self.registry
        }
        shops = {row["名称"]: self.of_code[row["统一社会信用代码"]] for row in self.registry}
        self.of_name = {**shops, **named}

    def rows(self, name: str) -> list[Row]:
        """One file."""
        encoding = "gb18030" if name in GB18030 else "utf-8-sig"
        with (self.folder / f"{name}.csv").open(encoding=encoding, newline="") as file:
            return list(csv.DictReader(file))

    def industry(self, number: str | None) -> str:
        """Of a customer."""
        return self.customers[number]["行业代码"] if number else ""

    def by_month(self, rows: Iterable[Row], amount: str, key: str, month: str = "月份") -> dict[str, dict[str, int]]:
        """Amounts by key and month."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows:
            text = row[amount].replace(",", "").replace(".", "")
            found[row[key]][written_month(row[month])] = int(text)
        return found

    def takings(self) -> dict[str, Counter[str]]:
        """Net credits by customer and month: no loans, nothing from oneself, nothing that is back within two days."""
        gone = {
            (row["账号"], row["对手名称"], row["金额"], row["交易日期"]) for row in self.flows if row["借贷"] == "OUT"
        }
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.flows:
            number, day = self.of_account[row["账号"]], on(row["交易日期"])
            near = ((day + timedelta(days=more)).strftime("%Y%m%d") for more in range(3))
            back = any((row["账号"], row["对手名称"], row["金额"], later) in gone for later in near)
            own = row["对手名称"] == self.customers[number]["客户名称"]
            if row["借贷"] == "IN" and row["类型"] != "LOAN" and not own and not back:
                found[number][day.strftime("%Y-%m")] += fen(row["金额"])
        return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, borrowers=BORROWERS)
    return Town(folder)


def test_no_account_is_overdrawn_and_each_ends_at_its_balance(town: Town) -> None:
    moved: dict[str, list[int]] = defaultdict(list)
    for row in town.flows:
        moved[row["账号"]].append(fen(row["金额"]) * (1 if row["借贷"] == "IN" else -1))
    assert len(moved) > BORROWERS // 4
    assert all(amount for amounts in moved.values() for amount in amounts)
    for account, amounts in moved.items():
        left = opened = town.balance[account] - sum(amounts)
        low = min(left := left + amount for amount in amounts)
        assert (opened >= 0, low >= 0) == (True, True), (account, opened, low)


def test_loans_and_repayments_are_those_of_the_registers(town: Town) -> None:
    accounts = {row["账号"] for row in town.flows}
    banked = {town.of_account[account] for account in accounts}
    first = date(2017, 10, 1)

    def told(kind: str) -> Counter[tuple[str, date, int]]:
        rows = (row for row in town.flows if row["类型"] == kind)
        return Counter((row["摘要"].split()[-1], on(row["交易日期"]), fen(row["金额"])) for row in rows)

    drawn = Counter(
        (row["信贷借据号"], on(row["放款日期"]), fen(row["放款金额"]))
        for row in town.rows("disbursements")
        if row["客户统一编号"] in banked and on(row["放款日期"]) >= first
    )
    repaid = Counter(
        (
            row["信贷借据号"],
            on(row["还款日期"]),
            sum(fen(row[name]) for name in ("归还本金", "归还利息", "归还罚息复利")),
        )
        for row in town.rows("repayments")
        if row["客户统一编号"] in banked and on(row["还款日期"]) >= first and row["方式"] == "REPAID"
    )
    assert told("LOAN") == drawn
    assert told("REPAY") == Counter({key: times for key, times in repaid.items() if key[2]})


def test_every_series_has_its_months_and_is_consented_to(town: Town) -> None:
    for rows, key in ((town.power, "户号"), (town.wages, "统一社会信用代码")):
        months = town.by_month(rows, "欠费" if key == "户号" else "工资总额", key)
        assert all(sorted(told) == MONTHS for told in months.values())
    taxed = town.by_month(town.tax, "应税销售额", "纳税人识别号", "所属月份")
    assert {len(told) for told in taxed.values()} == {12, 24}
    assert all(max(told) == MONTHS[-1] for told in taxed.values())
    assert all(row["授权编号"] for rows in (town.tax, town.power, town.wages) for row in rows)
    # Every record leads to a customer: by its own code, by the legal person, by the name on the meter.
    assert all(town.of_code[row["纳税人识别号"]] for row in town.tax)
    assert all(town.of_code[row["统一社会信用代码"]] for row in town.wages)
    assert all(town.of_name[row["户名"]] for row in town.power)
    assert sum(not customer for customer in town.of_code.values()) > BORROWERS // 12, "firms that are no customers yet"


def share(months: Counter[str] | dict[str, int], *wanted: str) -> float:
    """How much of a year falls on those months of the calendar."""
    return sum(each for month, each in months.items() if month[-2:] in wanted) / max(1, sum(months.values()))


def test_seasons_show(town: Town) -> None:
    trade: dict[str, Counter[str]] = defaultdict(Counter)
    for number, months in town.takings().items():
        trade[town.industry(number)].update(months)
    assert share(trade["0151"], "11", "12", "01") > 0.6  # 板枣
    assert 0.35 < share(trade["1373"], "11", "12", "01") < 0.6
    assert share(trade["0141"], "12", "01", "02", "03") > share(trade["0141"], "06", "07", "08", "09") * 1.8
    shops = sum((trade[each] for each in SHOPS), Counter())
    assert share(shops, "01", "02") > 2 / 12 * 1.15  # 春节 fell on 16 February
    drawn: dict[str, Counter[str]] = defaultdict(Counter)
    for row in town.power:
        drawn[town.industry(town.of_name[row["户名"]])][written_month(row["月份"])] += int(
            row["电量kWh"].replace(",", "")
        )
    packing = sum((drawn[each] for each in PACKING), Counter())
    assert packing["2018-02"] < packing["2018-01"] * 0.7
    assert share(drawn["0141"], "12", "01", "02") > share(drawn["0141"], "06", "07", "08") * 1.5


SHARES = {**dict.fromkeys(PACKING, (40, 120)), "1373": (30, 100), "3311": (60, 120), "3110": (60, 120)}
SHARES |= {**dict.fromkeys((*SHOPS, "5274", "5281"), (15, 80)), "6210": (40, 220)}


def estimates(town: Town) -> dict[str, dict[str, float]]:
    """`domain.md` 1.13.1: a year's turnover by flow, by electricity and by wages, in fen."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, told in town.takings().items():
        months = [*told.values(), *[0] * (12 - len(told))]
        mean = sum(months) / 12
        deviation = (sum((each - mean) ** 2 for each in months) / 12) ** 0.5
        found[number]["flow"] = 12 * mean * min(1.0, max(0.5, 1 - deviation / mean)) if mean else 0
    costs: Counter[Any] = Counter()
    for row in town.power:
        costs[town.of_name[row["户名"]], 0] += fen(row["电费"])
    for row in town.wages:
        costs[town.of_code[row["统一社会信用代码"]], 1] += fen(row["工资总额"])
    for (number, which), cost in costs.items():
        part = SHARES.get(town.industry(number), (30, 120))[which]
        found[number]["wages" if which else "power"] = cost * 1_000 / part
    return found


def test_three_looks_at_a_trade_agree_and_the_cards_formula_gives_sensible_limits(town: Town) -> None:
    owed: Counter[str] = Counter()
    for row in town.rows("notes"):
        owed[row["客户统一编号"]] += fen(row["未到期本金余额"]) + fen(row["逾期本金"])
    agree, limits = [], []
    for number, seen in estimates(town).items():
        if len(seen) < 3:
            continue
        low, high = min(seen.values()), max(seen.values())
        agree.append(high <= 2 * low)
        if agree[-1] and town.customers[number]["企业规模"] in ("SMALL", "MICRO"):
            turnover = min(0.5 * seen["flow"] + 0.3 * seen["power"] + 0.2 * seen["wages"], 1.2 * low)
            limits.append((turnover * 0.2 - owed[number]) / 1_000_000)
    assert len(agree) > BORROWERS // 10
    assert sum(agree) > len(agree) * 0.75
    room = sorted(limit for limit in limits if limit >= 1)
    assert len(room) > len(limits) * 0.6
    assert 3 < room[len(room) // 2] < 60, "a usual limit is some hundred thousand yuan"
    assert room[len(room) * 95 // 100] < 200, "few firms reach the card's cap"


def fell(months: dict[str, int], below: float) -> bool:
    """The last four months against the four before."""
    told = [months[month] for month in sorted(months)]
    return sum(told[-4:]) < below * sum(told[-8:-4])


def test_the_planted_irregularities_are_there_and_no_more(town: Town) -> None:
    count = Scale(BORROWERS).count
    status = Counter(row["登记状态"] for row in town.registry if row["登记状态"] != "存续")
    assert status == {"注销": count(3), "吊销": count(2), "经营异常": count(6), "严重违法": count(1)}
    owing = {row["纳税人识别号"] for row in town.tax if fen(row["欠税"])}
    assert len(owing) == count(6)
    assert {row["纳税信用等级"] for row in town.tax if row["纳税人识别号"] in owing} == {"D"}
    assert len({row["户号"] for row in town.power if fen(row["欠费"])}) == count(4)

    alive = {number for number, row in town.customers.items()} - arrears(town)
    meters = {row["户号"]: town.of_name[row["户名"]] for row in town.power}
    power = town.by_month(town.power, "电量kWh", "户号")
    dark = [meters[each] for each, told in power.items() if fell(told, 0.5) and meters[each] in alive]
    packers = [number for number in dark if town.industry(number) in PACKING]
    assert len(packers) == count(5)
    takings = town.takings()
    assert not any(fell({month: takings[number][month] for month in MONTHS}, 0.6) for number in packers)
    people = town.by_month(town.wages, "人数", "统一社会信用代码")
    assert sum(fell(told, 0.6) for code, told in people.items() if town.of_code[code] in alive) == count(4)


def arrears(town: Town) -> set[str]:
    """Customers with a note in arrears."""
    return {row["客户统一编号"] for row in town.rows("notes") if row["账面状态"] != "NORMAL"}


def test_money_that_goes_in_a_circle_is_found(town: Town) -> None:
    partners: Counter[str] = Counter()
    came = {(row["账号"], row["对手名称"], row["金额"], row["交易日期"]) for row in town.flows if row["借贷"] == "IN"}
    for row in town.flows:
        before = (on(row["交易日期"]) - timedelta(days=1)).strftime("%Y%m%d")
        if row["借贷"] == "OUT" and (row["账号"], row["对手名称"], row["金额"], before) in came:
            partners[row["账号"]] += 1
    circling = [account for account, times in partners.items() if times >= 10]
    assert len(circling) == Scale(BORROWERS).count(5)
