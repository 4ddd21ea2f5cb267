"""The customer's file by its verbs: sizes, fields, completeness and 建档, papers, groups, and a book handed over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county, entry_of, visit
from tests.scenarios.small_county import DAY, FIRM, OWNER, SHOP, holding
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.models import Customer, Handover, Holding, Relation
from wuhua.areas.customer.rules import CustomerKind, CustomerRefusal, SizeClass
from wuhua.areas.customer.rules.filing import (
    DocumentState,
    FieldType,
    FilingRefusal,
    HoldingSide,
    document_state,
    fields_of,
    needed,
    written,
)
from wuhua.areas.customer.rules.handover import HandoverPart, HandoverRefusal, HandoverState
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.customer.rules.sizing import LINES_2011, WAN, SizeLine, SizeMeasure, industry_of, size_of
from wuhua.areas.market import actions as marketing
from wuhua.areas.market import read as counted
from wuhua.areas.market.actions import filing as market
from wuhua.areas.market.models import CustomerFile
from wuhua.areas.market.rules import MarketRefusal, PartyKind
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

JIA = "JZ1"
SAMPLE = {FieldType.TEXT: "有", FieldType.COUNT: "12", FieldType.YUAN: "10000", FieldType.DAY: "2010-01-01",
          FieldType.YES_NO: "否"}  # fmt: skip
CODES = {"农林牧渔业": "0111", "工业": "2231", "建筑业": "4710", "批发业": "5110", "零售业": "5211", "交通运输业": "5430",
         "仓储业": "5990", "邮政业": "6010", "住宿业": "6110", "餐饮业": "6210", "信息传输业": "6311",
         "软件和信息技术服务业": "6510", "房地产开发经营": "7010", "物业管理": "7020", "租赁和商务服务业": "7211",
         "其他未列明行业": "8010"}  # fmt: skip


# --- sizes (no database) ---------------------------------------------------------------------------------------------


def sized(line: SizeLine, floors: tuple[int, ...], less: int | None = None, by: int = 1) -> SizeClass | None:
    """At the floors, with the `less`-th measure `by` below (one person, one fen)."""
    have: dict[SizeMeasure, int | None] = {}
    for place, (measure, floor) in enumerate(zip(line.measures, floors, strict=True)):
        at = floor if measure is SizeMeasure.EMPLOYEES else floor * WAN
        have[measure] = at - (by if place == less else 0)
    return size_of(CustomerKind.ENTERPRISE, CODES[line.name], have, DAY).size


@pytest.mark.parametrize("line", LINES_2011, ids=lambda line: line.name)
def test_every_boundary_of_the_standard_below_at_and_above(line: SizeLine) -> None:
    assert industry_of(CODES[line.name]) == line.name
    bands = ((line.large, SizeClass.LARGE), (line.medium, SizeClass.MEDIUM), (line.small, SizeClass.SMALL))
    under = {SizeClass.LARGE: SizeClass.MEDIUM, SizeClass.MEDIUM: SizeClass.SMALL, SizeClass.SMALL: SizeClass.MICRO}
    for floors, size in bands:
        assert sized(line, floors) is size
        for place in range(len(floors)):
            assert sized(line, floors, place) is under[size], (size, place)
            assert sized(line, floors, place, by=-1) is size


def test_the_line_that_decided_is_said_and_what_is_missing_is_asked_for() -> None:
    have = {SizeMeasure.EMPLOYEES: 20, SizeMeasure.INCOME: 299 * WAN}
    found = size_of(CustomerKind.ENTERPRISE, "2231", have, DAY)
    assert found.size is SizeClass.MICRO and found.why == "营业收入 2,990,000.00 元,不足 3,000,000.00 元,为微型。"
    missing = size_of(CustomerKind.ENTERPRISE, "2231", {SizeMeasure.EMPLOYEES: 20}, DAY)
    assert missing.size is None and "还缺营业收入" in missing.why
    for kind in (CustomerKind.MERCHANT, CustomerKind.OWNER):
        assert size_of(kind, "5211", have, DAY).size is None
    assert size_of(CustomerKind.ENTERPRISE, "6620", have, DAY).size is None
    assert size_of(CustomerKind.ENTERPRISE, "2231", have, date(2011, 1, 1)).size is None


# --- what counts as filled, kept, needed (no database) ---------------------------------------------------------------


def test_a_condition_nobody_answered_is_to_be_decided_and_no_end_is_not_the_end() -> None:
    asked = needed(CustomerKind.MERCHANT, {}, {})
    assert asked["SPOUSE_ID"] is DocumentState.UNDECIDED and asked["BIZ_LICENSE"] is DocumentState.MISSING
    assert needed(CustomerKind.MERCHANT, {"married": "YES"}, {})["SPOUSE_ID"] is DocumentState.MISSING
    assert needed(CustomerKind.MERCHANT, {"married": "NO"}, {})["SPOUSE_ID"] is DocumentState.NOT_NEEDED
    assert document_state(None, DAY) is DocumentState.ON_FILE
    states = [document_state(DAY + timedelta(days=days), DAY) for days in (-1, 0, 30, 31)]
    assert [each.value for each in states] == ["EXPIRED", "EXPIRING", "EXPIRING", "ON_FILE"]


def test_values_are_written_in_one_form_or_refused() -> None:
    fields = {each.code: each for each in fields_of(CustomerKind.ENTERPRISE, DAY)}
    assert written(fields["capital"], "1,000,000") == "100000000"
    for code, wrong in (("capital", "-1"), ("capital", "1.234"), ("employees", "三"), ("employees", "-1"),
                        ("founded", "2018-02-30"), ("permit_needed", "也许"), ("scope", "甲" * 201)):  # fmt: skip
        answer = written(fields[code], wrong)
        assert isinstance(answer, Refused) and answer.name == FilingRefusal.VALUE_WRONG, (code, wrong)


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.fixture
def town(home: Path, db: None) -> None:
    county()


def jia():  # type: ignore[no-untyped-def]
    return holding(JIA, Role.RM)


def fill(number: str, *, leave: int = 0, who=None):  # type: ignore[no-untyped-def]
    """Every mandatory item but the last `leave`."""
    view = read.customer_for(who or jia(), number)
    assert not isinstance(view, Refused)
    fields = [each for each in fields_of(view.kind, DAY) if each.mandatory and not each.own]
    values = {each.code: SAMPLE[each.type] for each in fields[: len(fields) - leave]}
    done = actions.write_items(actor=who or jia(), business_date=DAY, number=number, values=values)
    assert not isinstance(done, Refused), done
    return done


@pytest.mark.parametrize(("kind", "number", "identity"), [
    (CustomerKind.ENTERPRISE, "N1", "91140824MA0JXH027H"), (CustomerKind.FARM_ENTITY, "N2", "91140824MA0JXH027H"),
])  # fmt: skip
def test_A69_a_second_file_under_one_number_is_refused(
    town: None, kind: CustomerKind, number: str, identity: str
) -> None:
    new = actions.NewCustomer(number, kind, "新户", identity, "2231", "140824", size_class=SizeClass.MICRO)
    assert not isinstance(actions.open_file(actor=jia(), business_date=DAY, new=new), Refused)
    twice = actions.NewCustomer(
        f"{number}B", CustomerKind.ENTERPRISE, "新户二", identity.lower(), "2231", "140824", size_class=SizeClass.MICRO
    )
    for who in (jia(), holding("JZ3", Role.RM)):
        answer = actions.open_file(actor=who, business_date=DAY, new=twice)
        assert isinstance(answer, Refused) and answer.name == CustomerRefusal.IDENTITY_ON_FILE
    with pytest.raises(IntegrityError), transaction.atomic():
        row = Customer.objects.get(number=number)
        row.pk, row.number = 999_999, "N9"
        row.save(force_insert=True)


def test_A73_a_file_is_built_by_what_it_holds_and_a_located_visit(town: None) -> None:
    Customer.objects.filter(number="C1").update(zone="M11")
    before = counted.filed(DAY, 90)[PartyKind.ENTERPRISE]
    short = fill("C1", leave=3)
    must = short.complete.mandatory
    assert short.complete.filled == must - 3 and len(short.complete.missing) == 3
    answer = market.file_customer(actor=jia(), business_date=DAY, number="C1")
    assert isinstance(answer, Refused) and answer.name == MarketRefusal.FILE_INCOMPLETE and "还缺" in answer.reason
    whole = fill("C1")
    assert whole.complete.text == "100.00%" and whole.complete.missing == ()
    answer = market.file_customer(actor=jia(), business_date=DAY, number="C1")
    assert isinstance(answer, Refused) and "走访" in answer.reason
    seen = visit(None, customer="C1")
    assert not isinstance(seen, Refused), seen
    built = market.file_customer(actor=jia(), business_date=DAY, number="C1")
    assert not isinstance(built, Refused) and (built.filled, built.mandatory) == (must, must)
    assert market.file_customer(actor=jia(), business_date=DAY, number="C1").pk == built.pk  # type: ignore[union-attr]
    assert counted.filed(DAY, 90)[built.party_kind] == before + 1  # type: ignore[index]


def test_A73_a_lists_entry_is_built_on_what_the_file_holds(town: None) -> None:
    Customer.objects.filter(number="C1").update(zone="M11")
    entry = entry_of()
    visit(entry)
    said = {"actor": jia(), "business_date": DAY, "entry": entry}
    assert not isinstance(marketing.target(**said), Refused)
    fill("C1", leave=3)
    short = marketing.build_file(**said, customer="C1")
    assert isinstance(short, Refused) and short.name == MarketRefusal.FILE_INCOMPLETE
    whole = fill("C1")
    built = marketing.build_file(**said, customer="C1")
    assert not isinstance(built, Refused), built
    kept = CustomerFile.objects.get()
    assert (kept.filled, kept.mandatory) == (whole.complete.filled, whole.complete.mandatory)


def test_a_field_is_written_once_cleared_and_never_by_a_stranger(town: None) -> None:
    fill("C1")
    n = read.values_of(Customer.objects.get(number="C1").pk)
    again = fill("C1")
    assert read.values_of(again.customer.id) == n
    assert AuditRow.objects.filter(action="customer.file_written", subject="customer:C1").count() == 1
    gone = actions.write_items(actor=jia(), business_date=DAY, number="C1", values={"scope": ""})
    assert "经营范围" in gone.complete.missing  # type: ignore[union-attr]
    bad = actions.write_items(actor=jia(), business_date=DAY, number="C1", values={"scope": "纸箱", "name": "改名"})
    assert isinstance(bad, Refused) and bad.name == FilingRefusal.FIELD_UNKNOWN
    assert read.values_of(again.customer.id)["scope"] == ""
    for who in (holding("JZ3", Role.RM), holding("JZ4", Role.ADMIN)):
        answers = [
            actions.write_items(actor=who, business_date=DAY, number=number, values={"scope": "x"})
            for number in ("C1", "NONE")
        ]
        assert answers[0] == answers[1] and isinstance(answers[0], Refused)
    reader = actions.write_items(actor=holding("JZ5", Role.REVIEWER), business_date=DAY, number="C1", values={})
    assert isinstance(reader, Refused) and reader.name == FilingRefusal.NOT_YOURS_TO_FILL
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE customer_fileitem SET value = 'x'")


def test_sizes_that_differ_are_listed_with_why(town: None) -> None:
    assert read.size_differences(jia(), DAY) == []
    said = {"employees": "350", "income": "30000000", "assets": "1"}
    done = actions.write_items(actor=jia(), business_date=DAY, number="C1", values=said)
    assert not isinstance(done, Refused) and done.sized.size is SizeClass.MEDIUM and done.size_differs
    (line,) = read.size_differences(jia(), DAY)
    assert (line.number, line.brought, line.sized.size) == ("C1", SizeClass.SMALL, SizeClass.MEDIUM)
    assert Customer.objects.get(number="C1").size_class == "SMALL"
    assert read.size_differences(holding("JZ3", Role.RM), DAY) == []


def paper(number: str = "C1", type_: str = "BIZ_LICENSE", **more):  # type: ignore[no-untyped-def]
    new = actions.NewPaper(type_, "执照.pdf", [b"%PDF licence"], "application/pdf", **more)
    return actions.add_document(actor=jia(), business_date=DAY, number=number, paper=new)


def test_papers_are_kept_by_hash_warned_of_and_taken_down(town: None) -> None:
    kept = paper(expires=DAY + timedelta(days=30), issued=date(2015, 1, 1))
    assert not isinstance(kept, Refused) and len(kept.digest) == 64
    page = read.file_for(jia(), "C1", DAY)
    assert not isinstance(page, Refused) and page.needed["BIZ_LICENSE"] is DocumentState.EXPIRING
    assert [each.document.pk for each in read.expiring(jia(), DAY)] == [kept.pk]
    assert read.expiring(holding("JZ3", Role.RM), DAY) == []
    assert read.document_for(holding("JZ3", Role.RM), kept.pk) is None
    wrong = paper(issued=DAY, expires=DAY - timedelta(days=1))
    assert isinstance(wrong, Refused) and wrong.name == FilingRefusal.DOCUMENT_DATES
    assert isinstance(paper(type_="NO_SUCH"), Refused)
    assert not isinstance(actions.withdraw_document(actor=jia(), business_date=DAY, document=kept.pk), Refused)
    page = read.file_for(jia(), "C1", DAY)
    assert page.needed["BIZ_LICENSE"] is DocumentState.MISSING  # type: ignore[union-attr]


def test_assets_and_debts_are_summed_in_fen_with_their_proof(town: None) -> None:
    proof = paper(type_="ASSET_PROOF")
    for side, klass, amount, of in (
        (HoldingSide.ASSET, "STOCK", 1_000_001, None), (HoldingSide.ASSET, "PROPERTY", 5_000_000, proof.pk),
        (HoldingSide.LIABILITY, "BANK_LOAN", 2_000_000, None), (HoldingSide.LIABILITY, "GUARANTEE", 9_000_000, None),
    ):  # fmt: skip
        done = actions.add_holding(
            actor=jia(), business_date=DAY, number="C1", side=side, klass=klass, amount=amount, proof=of
        )
        assert not isinstance(done, Refused), done
    sums = read.file_for(jia(), "C1", DAY).sums  # type: ignore[union-attr]
    assert sums == {
        "assets": 6_000_001, "proved": 5_000_000, "debts": 2_000_000, "contingent": 9_000_000, "net": 4_000_001,
    }  # fmt: skip
    stock = Holding.objects.get(klass="STOCK")
    actions.remove_holding(actor=jia(), business_date=DAY, number="C1", holding=stock.pk)
    assert read.file_for(jia(), "C1", DAY).sums["assets"] == 5_000_000  # type: ignore[union-attr]
    mixed = actions.add_holding(
        actor=jia(), business_date=DAY, number="C1", side=HoldingSide.ASSET, klass="BANK_LOAN", amount=1
    )
    assert isinstance(mixed, Refused) and mixed.name == FilingRefusal.CLASS_UNKNOWN


# --- groups ----------------------------------------------------------------------------------------------------------


def tied(number: str, kind: RelationKind, who=None, **more):  # type: ignore[no-untyped-def]
    said = {"evidence": "工商登记", "since": date(2018, 1, 1)} | more
    return actions.tie(
        actor=who or holding("JZ5", Role.TEAM_HEAD, Role.EXECUTIVE), business_date=DAY, number=number,
        new=actions.NewRelation(kind, **said),
    )  # fmt: skip


def test_A89_owner_firm_and_spouses_firm_are_one_group_on_the_day(town: None) -> None:
    spouse = "140824198202020023"
    assert not isinstance(tied("C1", RelationKind.OWNER, name="某某", identity=OWNER), Refused)  # is customer C3
    assert not isinstance(tied("C3", RelationKind.SPOUSE, name="李某", identity=spouse, evidence="结婚证"), Refused)
    done = tied("C2", RelationKind.OWNER, name="李某", identity=spouse, since=date(2018, 6, 1))
    assert not isinstance(done, Refused)
    for number in ("C1", "C2", "C3"):
        assert read.group_of(number, DAY).members == ("C1", "C2", "C3")
    assert read.group_of("C1", date(2018, 5, 31)).members == ("C1", "C3")
    assert read.groups(DAY) == dict.fromkeys(("C1", "C2", "C3"), ("C1", "C2", "C3"))
    assert {each.reason for each in read.group_of("C1", DAY).ties} == {"企业主", "配偶"}
    ended = actions.untie(
        actor=holding("JZ5", Role.TEAM_HEAD, Role.EXECUTIVE), business_date=DAY, number="C3",
        relation=Relation.objects.get(kind="SPOUSE").pk, reason="已经离婚",
    )  # fmt: skip
    assert not isinstance(ended, Refused)
    assert read.group_of("C1", DAY).members == ("C1", "C3")
    assert read.group_of("C1", DAY - timedelta(days=1)).members == ("C1", "C2", "C3")
    assert spouse not in str(list(Relation.objects.values()))
    assert SHOP not in str(list(AuditRow.objects.values())) and spouse not in str(list(AuditRow.objects.values()))


def test_half_of_a_firm_controls_it_and_a_guarantor_joins_nobody(town: None) -> None:
    for kind, share, together in (
        (RelationKind.GUARANTOR, None, False), (RelationKind.BUYER, None, False), (RelationKind.SHAREHOLDER, 4_999, False),
        (RelationKind.LEGAL_PERSON, None, False), (RelationKind.SHAREHOLDER, 5_000, True),
    ):  # fmt: skip
        Relation.objects.filter(customer__number="C1").update(until=date(2018, 1, 1))
        done = tied("C1", kind, party="C2", share=share)
        assert not isinstance(done, Refused), done
        assert (len(read.group_of("C2", DAY).members) == 2) is together, (kind, share)
        assert bool(read.groups(DAY)) is together


def test_a_stranger_who_becomes_a_customer_joins_and_two_of_one_name_do_not(town: None) -> None:
    late = "91140824MA0JXH027H"
    tied("C1", RelationKind.SHAREHOLDER, name="新厂", identity=late, share=6_000)
    tied("C1", RelationKind.SPOUSE, name="同名", evidence="口述")
    tied("C2", RelationKind.SPOUSE, name="同名", evidence="口述")
    assert read.group_of("C1", DAY).members == ("C1",)
    new = actions.NewCustomer("C9", CustomerKind.ENTERPRISE, "新厂", late, "2231", "140824", size_class=SizeClass.MICRO)
    actions.open_file(actor=holding("JZ3", Role.RM), business_date=DAY, new=new)
    assert read.group_of("C1", DAY).members == ("C1", "C9") == read.group_of("C9", DAY).members
    assert read.groups(DAY)["C9"] == ("C1", "C9")
    mine = read.group_for(jia(), "C1", DAY)
    assert (
        not isinstance(mine, Refused) and "C9" not in str(mine) and "新厂" not in str(mine) and len(mine.members) == 2
    )


def test_ties_that_make_no_sense_are_refused(town: None) -> None:
    for said, name in (
        ({"identity": FIRM, "name": "自己"}, FilingRefusal.RELATION_ITSELF),
        ({"name": "甲", "evidence": ""}, FilingRefusal.RELATION_EVIDENCE),
        ({"name": "甲", "since": DAY + timedelta(days=1)}, FilingRefusal.RELATION_DATES),
        ({"name": "甲", "share": 100}, FilingRefusal.RELATION_SHARE),
        ({"name": ""}, CustomerRefusal.NAME_MISSING),
        ({"identity": OWNER}, CustomerRefusal.NAME_MISSING),  # met by its number, its name is not given away
        ({"party": "NONE"}, CustomerRefusal.CUSTOMER_UNKNOWN),
    ):
        answer = tied("C1", RelationKind.OWNER, **said)
        assert isinstance(answer, Refused) and answer.name == name, (said, answer)
    assert isinstance(tied("C1", RelationKind.OWNER, who=jia(), party="C3"), Refused)  # another manager's
    tied("C1", RelationKind.OWNER, name="某某", identity=OWNER)
    again = tied("C1", RelationKind.OWNER, name="某某", identity=OWNER)
    assert isinstance(again, Refused) and again.name == FilingRefusal.RELATION_STANDS


# --- a book handed over ----------------------------------------------------------------------------------------------


def handing(*customers: str, receiver: str = "JZ2", supervisor: str = "JZ4", who=None):  # type: ignore[no-untyped-def]
    new = actions.NewHandover(JIA, receiver, supervisor, "轮岗到期", customers)
    listing = {"notes": [{"number": "JD1"}]}
    actor = who or holding("JZ4", Role.SME_CENTER_HEAD)
    return actions.open_handover(actor=actor, business_date=DAY, new=new, listing=listing)


def sign(number: str, part: HandoverPart, who: str, carried: list[object]):  # type: ignore[no-untyped-def]
    def carry(ids, giver, receiver):  # type: ignore[no-untyped-def]
        carried.append((len(ids), giver, receiver))
        return 0

    role = Role.SME_CENTER_HEAD if who == "JZ4" else Role.RM
    return actions.sign_handover(
        actor=holding(who, role), business_date=DAY, number=number, part=part, carry=carry
    )  # fmt: skip


def test_a_book_passes_with_the_third_signature_and_not_before(town: None) -> None:
    made = handing("C1")
    assert not isinstance(made, Refused)
    number, carried = made.row.number, []
    early = sign(number, HandoverPart.SUPERVISOR, "JZ4", carried)
    assert isinstance(early, Refused) and early.name == HandoverRefusal.NOT_YOUR_SIGNATURE
    other = sign(number, HandoverPart.GIVER, "JZ4", carried)
    assert isinstance(other, Refused) and other.name == HandoverRefusal.NOT_YOUR_SIGNATURE
    for part, who in ((HandoverPart.GIVER, JIA), (HandoverPart.RECEIVER, "JZ2")):
        assert not isinstance(sign(number, part, who, carried), Refused)
        assert Customer.objects.get(number="C1").managing_rm == JIA and carried == []
    done = sign(number, HandoverPart.SUPERVISOR, "JZ4", carried)
    assert not isinstance(done, Refused) and done.due is None
    assert Customer.objects.get(number="C1").managing_rm == "JZ2" and carried == [(1, JIA, "JZ2")]
    assert Handover.objects.get().state == HandoverState.MOVED
    assert isinstance(read.customer_for(jia(), "C1"), Refused)
    closed = sign(number, HandoverPart.SUPERVISOR, "JZ4", carried)
    assert isinstance(closed, Refused) and closed.name == HandoverRefusal.HANDOVER_CLOSED
    assert AuditRow.objects.filter(action="customer.handed_over", subject="customer:C1").count() == 1


def test_a_handover_needs_three_people_its_giver_and_a_head(town: None) -> None:
    for more, name in (
        ({"customers": ("C2",)}, HandoverRefusal.NOT_THE_GIVERS), ({"customers": ()}, HandoverRefusal.NOTHING_CHOSEN),
        ({"receiver": JIA}, HandoverRefusal.RECEIVER_WRONG), ({"receiver": "JZ5"}, HandoverRefusal.RECEIVER_WRONG),
        ({"supervisor": JIA}, HandoverRefusal.RECEIVER_WRONG), ({"who": jia()}, HandoverRefusal.MAY_NOT_HAND_OVER),
        ({"who": holding("JZ3", Role.OUTLET_HEAD)}, HandoverRefusal.MAY_NOT_HAND_OVER),
    ):  # fmt: skip
        said = dict(more)
        answer = handing(*said.pop("customers", ("C1",)), **said)
        assert isinstance(answer, Refused) and answer.name == name, (more, answer)
    made = handing("C1")
    again = handing("C1")
    assert isinstance(again, Refused) and again.name == HandoverRefusal.HANDED_OVER_ALREADY
    assert read.handover_for(holding("JZ3", Role.RM), made.row.number) is None  # type: ignore[union-attr]
    stopped = actions.stop_handover(
        actor=holding("JZ4", Role.SME_CENTER_HEAD), business_date=DAY, number=made.row.number, reason="接收人请假"
    )
    assert not isinstance(stopped, Refused) and Customer.objects.get(number="C1").managing_rm == JIA
    assert not isinstance(handing("C1"), Refused)


def test_the_file_is_read_with_a_fixed_number_of_queries(town: None) -> None:
    fill("C1")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as few:
            read.file_for(jia(), "C1", DAY)
        counts.append(len(few))
        for place in range(5):
            paper(type_="BANK_FLOW")
            actions.add_holding(
                actor=jia(), business_date=DAY, number="C1", side=HoldingSide.ASSET, klass="STOCK", amount=place
            )
    assert counts[0] == counts[1]
