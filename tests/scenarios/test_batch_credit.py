"""A70: a list of a thousand becomes pre-approvals: linked, assessed by dated rules, decided by others, idempotent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.scenarios.small_county import DAY, FIRM, customers, holding, people
from wuhua.areas.customer.models import AccountFlow, Customer, RegistryRecord
from wuhua.areas.market.actions import batch as actions
from wuhua.areas.market.models import BatchLine, CreditBatch, CustomerTier, PreApproval
from wuhua.areas.market.rules.batch import BatchRefusal, BatchVerb
from wuhua.areas.people.rules import Role
from wuhua.areas.product import actions as product
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.bulk.credit import run
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

UNTIL = DAY + timedelta(days=90)
HEAD = "证件号码,名称,行业代码,层级,评级,年净贷方流水,有流水月数,流水波动系数,年电费,年工资,他行流动资金贷款,经营年数"


def a_list(count: int = 1_000) -> bytes:
    """The golden firm first, then: estimates apart, two inputs missing, a slip of the keyboard, the same party again."""
    lines = [HEAD, f'{FIRM},金例包装,2231,QUALITY,A,"9,600,000.00",12,10,360000,1200000,500000,5']
    for n in range(2, count + 1):
        power, wage, flow = "360000", "1200000", "9600000"
        if n == 2:
            power = "3600000"
        elif n == 3:
            power = wage = ""
        elif n == 4:
            flow = "九百万"
        number = FIRM if n == 5 else f"91140824MA{n:08d}"
        lines.append(f"{number},测试{n},2231,BASIC,,{flow},12,10,{power},{wage},,4")
    return "\n".join(lines).encode("gb18030")


@pytest.fixture
def bank(fresh_bank: str) -> None:
    clock.advance(DAY)
    people()
    customers()
    product.ensure_seeded(actor="T", business_date=DAY)
    RegistryRecord.objects.bulk_create(
        RegistryRecord(
            credit_code=number, name="测", status="存续", batch="1", source="T", as_of=DAY, received_at=clock.now(),
            checksum="x", founded=date(2010, 1, 1),
        )
        for number in (FIRM, *(f"91140824MA{n:08d}" for n in range(2, 1_001)))
    )  # fmt: skip


def go(raw: bytes):  # type: ignore[no-untyped-def]
    maker = holding("JZ4", Role.SME_CENTER_HEAD)
    return run.assess_list(raw, "名单.csv", actor=maker, on=DAY, product="CREDIT_CARD_LINE", name="包装园")


def state() -> tuple[object, ...]:
    lines = tuple(BatchLine.objects.order_by("seq").values_list("seq", "digest"))
    return lines, AuditRow.objects.count(), CreditBatch.objects.count()


def test_A70_a_thousand_rows_from_the_list_to_pre_approvals(bank: None) -> None:
    found = go(a_list())
    assert not isinstance(found, Refused), found
    assert {name: found[name] for name in ("lines", "linked", "ready", "exception", "refused", "fresh")} == {
        "lines": 1_000, "linked": 2, "ready": 996, "exception": 2, "refused": 2, "fresh": 1_000,
    }  # fmt: skip
    line = BatchLine.objects.get(seq=1)
    assert (line.customer, line.limit, line.binding, line.state) == ("C1", 130_000_000, "FORMULA", "READY")
    assert line.inputs["power"] == 36_000_000 and line.inputs["elsewhere"] == 50_000_000
    assert line.rule_version.startswith("LIMITS@2018-09-30#") and "ELIGIBILITY@1" in line.rule_version
    assert (line.band, line.rate, line.identity_masked) == ("P3", 785_000, "9114**********019N")
    told = dict(BatchLine.objects.filter(seq__in=(2, 3, 4, 5)).values_list("seq", "reasons"))
    assert told == {
        2: "SPREAD", 3: "two_inputs_missing", 4: "bad_flow,ONE_MISSING", 5: "LISTED_TWICE",
    }  # fmt: skip
    assert BatchLine.objects.get(seq=6).binding == "TIER_CAP"
    _again_changes_nothing()
    _decided_by_others(found["batch"])


def _again_changes_nothing() -> None:
    before = state()
    again = go(a_list())
    assert (again["fresh"], again["changed"]) == (0, 0)
    assert state() == before


def _decided_by_others(batch: int) -> None:
    maker, risk = holding("JZ4", Role.SME_CENTER_HEAD, Role.COMMITTEE), holding("JZ5", Role.RISK, Role.COMMITTEE)
    committee = holding("JZ3", Role.COMMITTEE)
    words = {"business_date": DAY, "batch": batch}

    def decide(who, verb=BatchVerb.APPROVE, until=UNTIL):  # type: ignore[no-untyped-def]
        return actions.decide(actor=who, verb=verb, reason="审贷会第九次会议", valid_until=until, **words)

    assert decide(committee).name is BatchRefusal.BATCH_ELSEWHERE
    over = actions.admit(actor=risk, seq=2, amount=50_000_001, reason="现场核实电表为两户", **words)
    assert isinstance(over, Refused) and over.name is BatchRefusal.AMOUNT_OVER_CAP
    assert not isinstance(
        actions.admit(actor=risk, seq=2, amount=20_000_000, reason="现场核实电表为两户", **words), Refused
    )
    actions.submit(actor=maker, **words)
    late = go(a_list())
    assert isinstance(late, Refused) and late.name is BatchRefusal.BATCH_ELSEWHERE, (
        "what the committee has is not reassessed"
    )
    for who in (maker, risk):
        assert decide(who).name is BatchRefusal.MAKER_DECIDES_NOT
    assert decide(holding("JZ2", Role.RM)).name is BatchRefusal.NOT_THE_COMMITTEE
    assert decide(committee, until=DAY).name is BatchRefusal.VALID_UNTIL_PAST
    assert not isinstance(actions.veto(actor=committee, seq=6, reason="实际控制人涉诉", **words), Refused)
    twice = actions.veto(actor=committee, seq=6, reason="实际控制人涉诉", **words)
    assert isinstance(twice, Refused) and twice.name is BatchRefusal.LINE_STRUCK_ALREADY
    assert decide(committee).state == "APPROVED"
    given = dict(PreApproval.objects.values_list("seq", "limit"))
    assert len(given) == 996 + 1 - 1
    assert (given[1], given[2]) == (130_000_000, 20_000_000)
    assert not {3, 4, 5, 6} & set(given)
    kept = PreApproval.objects.get(seq=1)
    assert (kept.valid_until, kept.state, kept.inputs["rating"]) == (UNTIL, "OPEN", "A")


def test_a_later_batch_takes_the_place_of_an_open_pre_approval(bank: None) -> None:
    committee, maker = holding("JZ3", Role.COMMITTEE), holding("JZ4", Role.SME_CENTER_HEAD)
    for count in (6, 7):
        batch = go(a_list(count))["batch"]
        actions.submit(actor=maker, business_date=DAY, batch=batch)
        actions.decide(
            actor=committee,
            business_date=DAY,
            batch=batch,
            verb=BatchVerb.APPROVE,
            reason="同意授信",
            valid_until=UNTIL,
        )
    assert sorted(PreApproval.objects.filter(seq=1).values_list("state", flat=True)) == ["OPEN", "SUPERSEDED"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [(b"a,b\n1,2\n", BatchRefusal.LIST_COLUMN_MISSING), (HEAD.encode() + b"\n", BatchRefusal.BATCH_EMPTY)],
)
def test_a_list_that_is_none_opens_no_batch(bank: None, raw: bytes, name: BatchRefusal) -> None:
    answer = go(raw)
    assert isinstance(answer, Refused) and answer.name is name
    assert not CreditBatch.objects.exists()


def test_where_the_list_is_silent_our_own_accounts_speak_without_what_was_not_earned(bank: None) -> None:
    """Twelve months of 80 (10,000 yuan) each, a loan, money of one's own and money that turns round: 960 a year, steady."""
    customer = Customer.objects.get(number="C1")
    SettlementAccount.objects.create(id=1, number="6200", customer=customer, branch="B1", shard=1)
    found = []
    for back in range(12):
        year, month = divmod(2018 * 12 + 8 - back, 12)
        day = date(year, month + 1, 10)
        found += [(day, "IN", 80_000_000, "TRANSFER", "买家"), (day, "IN", 5_000_000, "TRANSFER", "快进快出商行")]
        found += [
            (day, "OUT", 5_000_000, "TRANSFER", "快进快出商行"),
            (day, "IN", 7_000_000, "TRANSFER", customer.name),
        ]
    found.append((DAY, "IN", 300_000_000, "LOAN", ""))
    AccountFlow.objects.bulk_create(
        AccountFlow(
            number=f"F{n}", account="6200", day=day, side=side, amount=amount, kind=kind, counterparty=party, batch="1",
            source="T", as_of=DAY, received_at=clock.now(), checksum="x",
        )
        for n, (day, side, amount, kind, party) in enumerate(found)
    )  # fmt: skip
    silent = f"{HEAD}\n{FIRM},金例包装,2231,QUALITY,A,,,,360000,1200000,500000,5\n"
    assert not isinstance(go(silent.encode()), Refused)
    line = BatchLine.objects.get(seq=1)
    assert (line.inputs["flow"], line.inputs["flow_months"], line.inputs["cv"]) == (960_000_000, 12, 0)
    assert (line.state, line.customer) == ("READY", "C1")


def test_A70_A74_the_tier_is_the_lists_word_else_the_customers_own_of_that_day_and_says_which(bank: None) -> None:
    """C1 is 重点 by the run since yesterday, and was 优质 before; the others are nobody's or were never sorted."""
    own = Customer.objects.get(number="C1")
    told = {"customer": own, "cause": "TIER_COUNTED", "reasons": [], "actor": "T", "recorded_at": clock.now()}
    CustomerTier.objects.create(
        tier="QUALITY", from_day=DAY - timedelta(days=90), to_day=DAY - timedelta(days=1), **told
    )
    CustomerTier.objects.create(tier="KEY", from_day=DAY - timedelta(days=1), **told)
    strangers = "91140824MA00000009,测试9,2231,,,9600000,12,10,360000,1200000,,4"

    def line(tier: str) -> str:
        return f'{FIRM},金例包装,2231,{tier},A,"9,600,000.00",12,10,360000,1200000,500000,5'

    go("\n".join([HEAD, line(""), strangers]).encode())
    go("\n".join([HEAD, line("BASIC"), strangers]).encode())
    found = BatchLine.objects.order_by("batch", "seq").values_list("tier", "tier_source")
    assert list(found) == [
        ("KEY", "FROM_RUN"),
        ("BASIC", "NOT_SORTED"),
        ("BASIC", "FROM_LIST"),
        ("BASIC", "NOT_SORTED"),
    ]
