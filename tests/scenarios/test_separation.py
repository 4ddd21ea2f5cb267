"""回避与分离: who is tied to the customer or has investigated it has no way round the rule, whichever verb it takes (A100)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios import case_county as county
from tests.scenarios.case_county import act, good, no, stands
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.people.rules import Role

pytestmark = pytest.mark.django_db
TIED = OriginationRefusal.RELATED_PERSON


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()


def tie(*numbers: str) -> None:
    for number in numbers:
        good(act("ctr", Deed.DECLARE_TIE, staff=number, customer="C1", words="姐弟"))


def test_A100_whoever_is_tied_opens_no_case_and_goes_on_with_none() -> None:
    case = county.submitted()
    tie("JZ1", "JZ7", "JZ4")
    no(act("lead", Deed.ASK, **{**county.ASKED, "product": "CREDIT_LOAN", "security": "CREDIT"}), TIED)
    said: tuple[tuple[str, Deed, dict[str, Any]], ...] = (
        ("lead", Deed.ANSWER_ITEM, {"item": "PRE3.1", "said": "PASS", "evidence": "营业执照"}),
        ("lead", Deed.PRE_ASSESS, {}), ("lead", Deed.WITHDRAW, {"words": "客户不办"}),
        ("lead", Deed.ASK_EXCEPTION, {"rule": "months_max", "reason": "安装期长"}),
        ("lead", Deed.PAIR, {"co": "JZ3"}), ("centre", Deed.TRANSFER, {"lead": "JZ3", "reason": "休假"}),
    )  # fmt: skip
    for post, deed, more in said:
        no(act(post, deed, number=case, **more), TIED)
    assert Case.objects.count() == 1 and stands(case) == "SUBMITTED"
    county.answered(case, ("PRE3.1", "PRE3.3"), post="co")
    asked = {"item": "PRE3.2", "said": "PERSON", "evidence": "还款凭证", "words": "年费 12 元逾期"}
    good(act("co", Deed.ANSWER_ITEM, number=case, **asked))
    no(act("rsk", Deed.JUDGE_ITEM, number=case, item="PRE3.2", passes=True, words="已结清"), TIED)


def test_A100_whoever_is_tied_neither_asks_the_union_nor_calls_the_committee_nor_lets_a_case_live_again() -> None:
    case = county.reviewed()
    tie("JZ9", "JZ4")
    members = ["JZ12", "JZ13", "JZ14"]
    no(act("approver", Deed.CONSULT, number=case), TIED)
    terms = {"number": case, "members": members, "amount": county.WAN, "months": 12}
    no(act("approver", Deed.CALL_VOTE, **terms), TIED)
    good(act("boss", Deed.CALL_VOTE, **terms))
    for post in ("c1", "c2", "c3"):
        good(act(post, Deed.VOTE, number=case, ballot="DISAGREE", words="行业下行"))
    closing = {"number": case, "minutes": "未通过"}
    no(act("approver", Deed.CLOSE_VOTE, 6, **closing), TIED)
    good(act("boss", Deed.CLOSE_VOTE, 6, **closing))
    no(act("centre", Deed.LOOK_AGAIN, 7, number=case, upheld=False, words="再议"), TIED)
    assert stands(case) == "REJECTED"


def test_A100_A30_who_investigated_neither_overturns_its_refusal_nor_answers_for_the_union() -> None:
    case = county.reviewed()
    both = county.with_roles("lead", Role.RM, Role.TEAM_HEAD, Role.COMMITTEE)
    differ = OriginationRefusal.PARTS_MUST_DIFFER
    no(act(both, Deed.CONSULT, number=case), differ)
    terms = {"amount": county.WAN, "months": 12}
    no(act(both, Deed.CALL_VOTE, number=case, members=["JZ12", "JZ13", "JZ14"], **terms), differ)
    good(act("boss", Deed.CONSULT, number=case))
    no(act(both, Deed.CONSULTED, number=case, agreed=True, answer="晋联社〔2018〕1 号"), differ)
    good(act("rsk", Deed.REJECT, 6, number=case, code="NO_CAPACITY", words="流水不足"))
    no(act(both, Deed.LOOK_AGAIN, 7, number=case, upheld=False, words="我看可以"), differ)
    good(act("centre", Deed.LOOK_AGAIN, 7, number=case, upheld=True, words="同意否决"))
    assert stands(case) == "REJECTED"


def test_A100_what_was_passed_on_is_not_passed_on_again() -> None:
    """戊 gives 壬 60 万, above the 壬's own: 壬 decides with it and passes none of it on, but of his post's own."""
    span = {"from_day": county.DAY.isoformat(), "to_day": county.DAY.isoformat(), "why": "出差代行"}
    words = {"secured": True, "product": "PACKAGING_LOAN", **span}
    good(act("boss", Deed.GIVE_MANDATE, staff="JZ9", amount=60 * county.WAN, **words))
    told = no(
        act("approver", Deed.GIVE_MANDATE, staff="JZ4", amount=60 * county.WAN, **words),
        OriginationRefusal.MANDATE_TOO_WIDE,
    )
    assert told.field == "amount" and "不能再转授" in told.next_step
    good(act("boss", Deed.GIVE_MANDATE, staff="JZ4", amount=60 * county.WAN, **words))
