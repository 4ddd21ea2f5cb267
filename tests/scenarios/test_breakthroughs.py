"""三大突破, 回访, 小微中心, 银企共同体 (A63, A64, A81). Amounts beside the checks are worked by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import fastexcel
import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samples.generator import make_bank
from tests.scenarios.market_county import county, first
from tests.scenarios.small_county import DAY, holding
from tests.scenarios.small_lake import LakePage
from tests.scenarios.test_market_api import post, signed_in
from tests.town import open_town
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.customer.models import Customer
from wuhua.areas.market.actions.feedback import answer
from wuhua.areas.market.models import Feedback
from wuhua.areas.market.read import feedback as answers
from wuhua.areas.market.rules.feedback import FeedbackRefusal, Lent
from wuhua.areas.people import read as people
from wuhua.areas.people.models import Branch, Staff
from wuhua.areas.people.rules import Role, TeamType
from wuhua.areas.reporting.read import community
from wuhua.areas.reporting.rules.community import DENOMINATOR, cut, saved
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

START = date(2017, 12, 31)
LENT = Lent("N1", "C1", "JZ1", "JZ1", date(2018, 3, 1))


def book(lake: Path) -> None:
    """C1: 1,000,000 at 7.20 % from 1 March, 400,000 back on 1 June; 300,000 at 8.70 % since last year. C2: 200,000 at 7.20 %
    since last year, all back on 1 February."""
    page = LakePage(lake)
    page.note(START, "N2", "C1", fen_of("300000.00"), rate=870_000)
    page.note(START, "N3", "C2", fen_of("200000.00"), rate=720_000)
    page.flow(DAY, date(2018, 3, 1), "N1", "C1", "NEW", fen_of("1000000.00"), rate=720_000)
    page.flow(DAY, date(2018, 6, 1), "N1", "C1", "REPAID", fen_of("400000.00"), rate=None)
    page.flow(DAY, date(2018, 2, 1), "N3", "C2", "REPAID", fen_of("200000.00"), rate=None)
    page.note(DAY, "N1", "C1", fen_of("600000.00"), rate=720_000)
    page.note(DAY, "N2", "C1", fen_of("300000.00"), rate=870_000)
    page.seal(record=True)


@pytest.mark.django_db
def test_A81_support_and_saving_of_a_firm_are_told_to_the_fen(home: Any, lake: Path) -> None:
    county()
    book(lake)
    found = community.statement(DAY, "C1")
    assert found is not None
    # 1,000,000 × 0.95 % × 92 / 360 = 2,427.777…; 600,000 × 0.95 % × 122 / 360 = 1,931.666…: 4,359.44.
    # 300,000 × −0.55 % × 273 / 360 = −1,251.25: a contract above the base price is told as it is.
    notes = {each.key: (each.lent, each.balance, each.saved) for each in found.notes}
    assert notes == {"N1": (100_000_000, 60_000_000, 435_944), "N2": (0, 30_000_000, -125_125)}
    assert (found.whole.lent, found.whole.balance, found.whole.saved) == (100_000_000, 90_000_000, 310_819)
    other = community.statement(DAY, "C2")
    assert other is not None and other.whole.saved == 16_361, "200,000 × 0.95 % × 31 / 360 = 163.611…"
    assert [(each.key, each.balance) for each in other.months][:2] == [("2018-01", 20_000_000), ("2018-02", 0)]
    assert community.statement(DAY, "C9") is None
    bank = community.everybody(DAY)
    told = (bank.whole.lent, bank.whole.balance, bank.whole.saved, bank.gained)
    assert told == (100_000_000, 90_000_000, 310_819 + 16_361, 2) and list(bank.customers) == ["C1", "C2"]
    assert sum(each.saved for each in bank.months) == bank.whole.saved and len(bank.months) == 9


@pytest.mark.django_db
def test_A81_any_way_of_cutting_the_period_gives_the_same_sum(home: Any, lake: Path) -> None:
    county()
    book(lake)
    whole = community.statement(DAY, "C1")
    assert whole is not None and sum(month.saved for month in whole.months) == whole.whole.saved
    for cuts in ([date(2018, 4, 17)], [date(2018, 3, 1), date(2018, 6, 1), date(2018, 8, 9)]):
        edges = [date(2018, 1, 1), *cuts, date(2018, 10, 1)]
        parts = {"N1": 0, "N2": 0}
        for since, until in pairwise(edges):
            for note, numerator in numerators(since, date.fromordinal(until.toordinal() - 1)).items():
                parts[note] += numerator
        assert {note: saved(each) for note, each in parts.items()} == {"N1": 435_944, "N2": -125_125}
    assert sum(cut([1, DENOMINATOR // 2, -7, 3 * DENOMINATOR])) == saved(DENOMINATOR // 2 + 3 * DENOMINATOR - 6)


def numerators(since: date, until: date) -> dict[str, int]:
    """The exact sums of C1's notes over a part of the year."""
    found: dict[str, int] = {}
    for part in community.parts(DAY, "C1", since, until):
        found[part.note] = found.get(part.note, 0) + part.numerator
    return found


@pytest.mark.django_db
def test_A81_the_base_price_is_a_table_by_date(home: Any, lake: Path) -> None:
    county()
    book(lake)
    lower = date(2018, 7, 1)
    RuleParameter.objects.filter(code=community.BASE, effective_from__lt=lower).update(effective_to=lower)
    RuleParameter.objects.create(code=community.BASE, ruleset="ALL", value="8.00", unit="%", effective_from=lower,
                                 effective_to=date(2019, 8, 20), source="行文", approved_by="JZ5")  # fmt: skip
    found = community.statement(DAY, "C1")
    assert found is not None
    # 2,427.777… + 600,000 × 0.95 % × 30 / 360 (475.00) + 600,000 × 0.80 % × 92 / 360 (1,226.666…) = 4,129.44.
    assert found.notes[0].saved == 412_944


@pytest.mark.usefixtures("fresh_bank", "lake")
def test_A81_a_changed_rate_counts_from_its_day_on_a_real_book() -> None:
    town = open_town(date(2018, 3, 5))
    account = town.customer("某某", "1000.00")
    town.lend("N1", account, "300000.00", "7.2", date(2019, 3, 5))
    town.close_through(date(2018, 3, 7))
    town.change_rate("N1", "6.0")
    town.close_through(date(2018, 3, 12))
    found = community.statement(date(2018, 3, 12), "C000001")
    # Three days of 300,000 × 0.95 % / 360 (7.91666…), five of 300,000 × 2.15 % / 360 (17.91666…): 113.333….
    assert found is not None and (found.whole.lent, found.whole.saved) == (30_000_000, 11_333)


@pytest.mark.django_db
def test_A63_a_customer_is_asked_once_by_somebody_who_did_not_lend(home: Any) -> None:
    county()
    caller = holding("JZ5", Role.CALLBACK)
    own = holding("JZ1", Role.CALLBACK)

    def say(who: Any = caller, lent: Lent | None = LENT, score: Any = 5, words: str = "很快") -> Any:
        return answer(actor=who, business_date=DAY, lent=lent, score=score, words=words)

    later = Lent("N1", "C1", "JZ1", "JZ1", date(2018, 10, 1))
    for refused, name in (
        (say(first()), FeedbackRefusal.NOT_A_CALLER),
        (say(lent=None), FeedbackRefusal.NOTE_UNKNOWN),
        (say(holding("JZ3", Role.OUTLET_HEAD)), FeedbackRefusal.NOTE_UNKNOWN),
        (say(own), FeedbackRefusal.OWN_NOTE),
        (say(lent=later), FeedbackRefusal.NOT_YET_DISBURSED),
        (say(score=6), FeedbackRefusal.SCORE_WRONG),
        (say(score=0), FeedbackRefusal.SCORE_WRONG),
        (say(score=True), FeedbackRefusal.SCORE_WRONG),
    ):
        assert isinstance(refused, Refused) and refused.name is name, (name, refused)
    assert isinstance(say(words=" "), Refused)
    assert not Feedback.objects.exists() and not AuditRow.objects.filter(action__contains="answered").exists()
    made = say()
    assert isinstance(made, Feedback) and (made.manager, made.words) == ("JZ1", "很快")
    assert AuditRow.objects.filter(action="market.customer_answered", subject="note:N1", actor="JZ5").count() == 1
    again = say(score=1)
    assert isinstance(again, Refused) and again.name is FeedbackRefusal.ANSWERED_ALREADY
    say(lent=Lent("N2", "C1", "JZ1", "JZ1", DAY), score=4)
    say(lent=Lent("N3", "C3", "JZ3", "JZ3", DAY), score=5)
    given = answers.satisfaction(date(2018, 1, 1), DAY)
    assert (given.answers, given.total, given.hundredths) == (3, 14, 467), "14 / 3 = 4.666…"
    assert answers.satisfaction(date(2019, 1, 1), date(2019, 1, 2)).hundredths is None
    seen = [each.note for each in answers.answers_for(holding("JZ3", Role.OUTLET_HEAD))]
    assert seen == ["N3"] and answers.answers_for(caller).count() == 3
    assert not answers.answers_for(holding("JZ5", Role.STATISTICS)).exists()


@pytest.mark.django_db
def test_A63_an_answer_is_never_changed(home: Any) -> None:
    county()
    answer(actor=holding("JZ5", Role.CALLBACK), business_date=DAY, lent=LENT, score=2, words="慢")
    with pytest.raises(IntegrityError, match="只增不改"):
        Feedback.objects.update(score=5)


@pytest.mark.django_db
def test_A81_a_statement_of_everybody_asks_a_fixed_number_of_times(home: Any, lake: Path) -> None:
    county()
    book(lake)
    with CaptureQueriesContext(connection) as asked:
        community.everybody(DAY)
    assert len(asked) <= 8


@pytest.fixture
def bank(home: Any, lake: Path) -> None:
    """The county with the book's page, and two notes in servicing: one of 甲's, one of 丙's."""
    county()
    clock.advance(DAY)
    book(lake)
    for number, customer, manager in (("N1", "C1", "JZ1"), ("N8", "C3", "JZ3")):
        kept = Customer.objects.get(number=customer)
        account = SettlementAccount.objects.create(
            id=kept.pk, number=f"62280{kept.pk:08d}", customer=kept, branch="B1", shard=0
        )
        LoanNote.objects.create(
            id=kept.pk, number=number, contract=f"HT-{number}", customer=kept, account=account, shard=0,
            product="MERCHANT_LOAN", branch="B1", managing_rm=manager, first_responsible=manager, amount=60_000_000,
            rate=720_000, start=date(2018, 9, 10), maturity=date(2019, 9, 10), original_maturity=date(2019, 9, 10),
            method="interest_only", settlement="MONTH20", day_count="act/360", issue_type="NEW", payout="ENTRUSTED",
            security="CREDIT", purpose="BUSINESS", use="进货", industry="5212", region="140824", rate_type="FIXED",
            principal=60_000_000, anchor_day=DAY,
        )  # fmt: skip


FIGURES = ("/breakthroughs", "/breakthroughs/centre")
CUSTOMERS = ("/breakthroughs/feedback", "/community", "/community/file")
ONE = ("/community/C1", "/community/C1/file", "/community/C1?from=2018-03-01&to=2018-06-30")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "staff", "figures", "lists", "one"),
    [
        (Role.RM, "JZ1", 200, 200, 200), (Role.RM, "JZ2", 200, 200, 404), (Role.OUTLET_HEAD, "JZ2", 200, 200, 200),
        (Role.OUTLET_HEAD, "JZ3", 200, 200, 404), (Role.CALLBACK, "JZ5", 200, 200, 200),
        (Role.EXECUTIVE, "JZ5", 200, 200, 200), (Role.STATISTICS, "JZ5", 200, 200, 404),
        (Role.HR_DISCIPLINE, "JZ5", 200, 200, 404), (Role.ADMIN, "JZ5", 200, 403, 403),
    ],
)  # fmt: skip
def test_A63_A81_pages_by_role(
    bank: None, client: Client, role: Role, staff: str, figures: int, lists: int, one: int
) -> None:
    who = signed_in(staff, role)
    assert {client.get(page).status_code for page in (*FIGURES, *CUSTOMERS, *ONE)} == {302}
    assert [who.get(page).status_code for page in FIGURES] == [figures] * len(FIGURES)
    assert [who.get(page).status_code for page in CUSTOMERS] == [lists] * len(CUSTOMERS)
    assert [who.get(page).status_code for page in ONE] == [one] * len(ONE)
    assert ("纸箱" in who.get("/community").content.decode()) is (one == 200)
    api = who.get("/api/v1/community/C1").status_code
    assert api == (403 if role is Role.ADMIN else one)


@pytest.mark.django_db
def test_A63_the_three_boards_count_what_stands(bank: None) -> None:
    boss = signed_in("JZ5", Role.EXECUTIVE)
    page = boss.get("/breakthroughs").content.decode()
    for words in ("体系突破", "目标突破", "降本增效突破", "绿色通道", "客户满意度"):
        assert words in page, words
    boards = {each["code"]: {line["code"]: line["actual"] for line in each["kpis"]} for each in
              boss.get("/api/v1/breakthroughs").json()}  # fmt: skip
    assert boards["system"]["CENTRE_STAFF"] == "2" and boards["system"]["CELL_COVERAGE"] == "66.67"
    assert boards["target"]["BALANCE"] == "900000.00" and boards["target"]["DISBURSED"] == "1000000.00"
    assert boards["cost"]["SAVED"] == "3271.80", "3,108.19 + 163.61"
    assert boards["cost"]["GAINED"] == "2"
    Staff.objects.filter(pk="JZ4").update(source="ELITE")
    again = {line["code"]: line["actual"] for line in boss.get("/api/v1/breakthroughs").json()[0]["kpis"]}
    assert (boards["system"]["DRAWN"], again["DRAWN"]) == ("0", "1")


@pytest.mark.django_db
def test_A81_the_statement_is_a_page_and_a_workbook(bank: None) -> None:
    manager = signed_in("JZ1", Role.RM)
    page = manager.get("/community/C1").content.decode()
    assert "4,359.44" in page and "-1,251.25" in page and "3,108.19" in page
    part = manager.get("/community/C1?from=2018-03-01&to=2018-05-31").content.decode()
    assert "2,427.78" in part, "1,000,000 × 0.95 % × 92 / 360"
    sheet = fastexcel.read_excel(manager.get("/community/C1/file").content).load_sheet(0)
    rows = list(zip(*(column.to_pylist() for column in sheet.to_arrow().columns), strict=True))
    assert rows[0] == ("借据", "N1", 1_000_000, 600_000, 4359.44) and rows[-1][-1] == 3108.19
    assert sum(fen_of(f"{row[4]:.2f}") for row in rows if row[0] == "月份") == 310_819
    told = manager.get("/api/v1/community/C1").json()
    assert told["whole"] == {"key": "C1", "lent": "1000000.00", "balance": "900000.00", "saved": "3108.19"}
    cut = manager.get("/api/v1/community/C1", {"start": "2018-03-01", "stop": "2018-05-31"}).json()
    assert cut["notes"][0]["saved"] == "2427.78"
    said = {"paper": "COMMUNITY_INFO", "subject": "C1", "form": "WORD", "key": "once-0001"}
    docx = manager.post("/papers/county", {**said, "start": "2018-03-01", "stop": "2018-05-31"}).content
    told = ZipFile(BytesIO(docx)).read("word/document.xml").decode()
    assert "2,427.78" in told and "2018年3月1日" in told and "第1次打印" in told
    assert signed_in("JZ3", Role.RM).post("/papers/county", said).status_code == 409


@pytest.mark.django_db
def test_A63_a_call_is_recorded_on_the_page_and_over_http(bank: None) -> None:
    caller = signed_in("JZ5", Role.CALLBACK)
    assert "N1" in caller.get("/breakthroughs/feedback").content.decode()
    said = {"note": "N1", "score": "5", "words": "三天就到账", "key": "once-0001"}
    assert "已登记" in caller.post("/breakthroughs/feedback", said, follow=True).content.decode()
    caller.post("/breakthroughs/feedback", said)
    assert Feedback.objects.count() == 1, "the same form sent twice is one answer"
    assert (Feedback.objects.get().manager, Feedback.objects.get().customer) == ("JZ1", "C1")
    twin = post(caller, "/feedback", {"note": "N1", "score": 1, "words": "慢"}, key="key-00002")
    assert (twin.status_code, twin.json()["name"]) == (409, "answered_already")
    assert post(caller, "/feedback", {"note": "N8", "score": 4, "words": "好"}, key="key-00003").status_code == 200
    found = caller.get("/api/v1/feedback").json()
    assert (found["answers"], found["average"]) == (2, "4.50")
    assert "4.50" in caller.get("/breakthroughs").content.decode()
    manager = signed_in("JZ1", Role.RM)
    assert post(manager, "/feedback", {"note": "N1", "score": 5, "words": "好"}, key="key-00004").status_code == 403
    seen = manager.get("/api/v1/feedback").json()
    assert seen["average"] == "4.50" and [each["note"] for each in seen["newest"]] == ["N1"]
    head = signed_in("JZ3", Role.OUTLET_HEAD)
    assert post(head, "/feedback", {"note": "N1", "score": 5, "words": "好"}, key="key-00005").status_code == 404


@pytest.mark.django_db
def test_A63_A81_pages_ask_a_fixed_number_of_times(bank: None) -> None:
    boss = signed_in("JZ5", Role.CALLBACK)
    pages = ("/breakthroughs/feedback", "/community", "/breakthroughs/centre")

    def asked() -> list[int]:
        found = []
        for page in pages:
            boss.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert boss.get(page).status_code == 200
            found.append(len(queries))
        return found

    few: list[int] = []
    for number in range(12):
        few = few or (asked() if number else [])
        Staff.objects.create(number=f"X{number}", name="新人", branch_id="B3", position="岗位", source="GRADUATE")
        Feedback.objects.create(note=f"X{number}", customer="C1", manager="JZ1", score=5, words="好", actor_id="JZ5",
                                business_date=DAY, recorded_at=clock.now())  # fmt: skip
    assert asked() == few


@pytest.mark.django_db
def test_A64_the_main_force_is_a_roster_with_heads_by_tag(bank: None) -> None:
    Branch.objects.create(code="B4", name="公司部", licence="L4", team_type=TeamType.CORPORATE)
    for number, branch, source in (("G1", "B4", "GRADUATE"), ("G2", "B4", "REGULAR"), ("G3", "B1", "GRADUATE")):
        Staff.objects.create(number=number, name=f"新{number}", branch_id=branch, position="岗位", source=source)
    Staff.objects.filter(pk="JZ4").update(source="ELITE")
    found = {each.number: (each.source, each.centre) for each in people.roster(DAY)}
    assert found == {"G1": ("GRADUATE", False), "JZ4": ("ELITE", True), "JZ5": ("", True)}
    page = signed_in("JZ1", Role.RM).get("/breakthroughs/centre").content.decode()
    assert "精英骨干" in page and "新G1" in page and "新G2" not in page
    Staff.objects.filter(pk="JZ4").update(left=DAY)
    assert "JZ4" not in {each.number for each in people.roster(DAY)}


def test_A64_the_sample_brings_eight_of_the_centre_by_tag() -> None:
    """The staff file a bank would bring: four graduates and four of the elite in the small-and-micro centre."""
    made = make_bank(borrowers=60, seed=7, day=DAY)
    centre = {branch.code for branch in made.branches if branch.centre}
    counted = Counter(each.source for each in made.people if each.branch in centre)
    assert counted == {"GRADUATE": 4, "ELITE": 4}
