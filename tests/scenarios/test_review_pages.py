"""The middle office on its pages: reviews, the decision, the second key, the committee, the audit of the money
(A30, A43, A100, A101)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios import case_county as county
from tests.scenarios.case_county import POSTS, WAN, act, good, stands
from tests.scenarios.market_county import HERE
from tests.scenarios.small_county import DAY
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.creditline import casework
from wuhua.areas.customer.models import Customer
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import (
    Application,
    Case,
    CaseException,
    CaseStep,
    Consultation,
    Mandate,
    RefusalLook,
    Review,
    StaffTie,
    VoteCall,
)
from wuhua.areas.origination.read import refusals, review_desk
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.people.models import StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.workday import read as workday
from wuhua.platform import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    county.bank()
    clock.advance(DAY)
    monkeypatch.setattr(casework, "outside", lambda: county.OUTSIDE)
    # Seven in the evening, before the day's cut-off, whatever hour the test runs at.
    monkeypatch.setattr(workday, "moment", lambda day: datetime.combine(day, time(19), HERE))


def at(post: str) -> Client:
    """That post's person at the desk."""
    number, role = POSTS[post]
    return signed_in(number, role)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def put(client: Client, path: str, **said: Any) -> str:
    """Post a form of the page and land where it leads."""
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def of(case: str) -> str:
    return f"/cases/{case}/review"


def test_A43_A100_from_evaluated_to_cleared_on_the_pages() -> None:
    case = county.evaluated()
    one, row = of(case), Case.objects.get(pk=case)
    desk = page(at("ind"), "/cases/review")
    assert row.customer.name in desk and f'href="{one}"' in desk
    sheet = page(at("ind"), one)
    assert all(words in sheet for words in ("额度:评估时与现在重算", "9,000,000.00", "相差", "综合年化成本"))
    put(at("ind"), f"{one}/do/review-ind", verdict="PASSED")
    assert Review.objects.get().figures["offer"]["limit"] == row.limit, "recomputed, not typed"
    put(at("rsk"), f"{one}/do/review-rsk", verdict="PASSED")
    assert stands(case) == "REVIEWED"
    boss = page(at("boss"), one)
    assert "您的授权可到" in boss and "3,000,000.00" in boss
    put(at("boss"), f"{one}/do/approve", amount="500000", months="12")
    assert stands(case) == "APPROVED"
    county.sign_contract(case)
    put(at("ctr"), f"{one}/do/review-ctr", verdict="CONDITION", points=["补抵押登记回执", ""])
    county.papers(case, county.SIGNING)
    county.papers(case, ("DISBURSE_CHECKLIST",), "lead")
    audited = put(at("auditor"), f"{one}/do/clear")
    assert "审查条件尚未落实" in audited and stands(case) == "SIGNED", "an open condition blocks the money (A43)"
    put(at("ctr"), f"{one}/do/meet", kind="CTR", evidence="回执 2018-09-30")
    put(at("auditor"), f"{one}/do/clear")
    assert stands(case) == "CLEARED"


def test_A100_the_outlet_head_decides_at_home_with_a_second_key() -> None:
    case = county.reviewed(amount=20 * WAN)
    one, outlet = of(case), at("outlet")
    assert "超过您的授权" not in page(outlet, "/cases/review"), "two hundred thousand is within"
    give = {"secured": True, "from_day": DAY, "to_day": DAY, "given_by": "JZ5", "why": "停权"}
    stopped = Mandate.objects.create(staff_id="JZ15", amount=0, **give)
    assert "超过您的授权 0.00 万" in page(outlet, "/cases/review")
    Mandate.objects.filter(pk=stopped.pk).update(stopped_on=DAY)
    over = put(outlet, f"{one}/do/approve", amount="300000.01", months="12")
    assert "超过您的授权 300,000.00" in over and "PACKAGING_LOAN" in over, (
        "over the mandate by a fen, with the rule's id"
    )
    put(outlet, f"{one}/do/approve", amount="200000", months="12")
    row = Case.objects.get(pk=case)
    assert row.state == "REVIEWED" and row.decisions.get().key_needed
    assert "待第二把钥匙" in page(outlet, one) and "do/second-key" not in page(outlet, one)
    barred = page(at("ind"), "/cases/review")
    assert "您已是该笔业务的「指标审查」,不能再办理「第二把钥匙」" in barred
    assert "已是该笔业务" in put(at("ind"), f"{one}/do/second-key", agree="yes", words="同意"), (
        "separation over the form too"
    )
    assert "请选择同意或不同意" in put(at("ctr"), f"{one}/do/second-key", words="同意")
    assert "没有写明复核意见" in put(at("ctr"), f"{one}/do/second-key", agree="yes", words="")
    key = hidden(page(at("ctr"), one), "key")
    for _tap in range(2):
        put(at("ctr"), f"{one}/do/second-key", agree="yes", words="复核无误", key=key)
    assert stands(case) == "APPROVED" and CaseStep.objects.filter(case=case, verb="SECOND_KEY").count() == 1


def test_A58_A100_an_exception_goes_to_the_committee_and_each_member_sees_his_own_ballot() -> None:
    case = county.ask(months=48)
    county.visited()
    good(act("lead", Deed.PAIR, number=case, co="JZ2"))
    good(act("lead", Deed.TARGET, 0.5, number=case))
    good(act("lead", Deed.ASK_EXCEPTION, number=case, rule="months_max", reason="设备贷款,回收期四年"))
    risk, desk = at("rsk"), "/cases/exceptions"
    assert "设备贷款,回收期四年" in page(risk, desk) and "do/decide" not in page(at("boss"), desk)
    said = {"number": case, "rule": "months_max", "grant": "yes"}
    assert "没有写明决定的理由" in put(risk, f"{desk}/do/decide", **said, words="")
    put(risk, f"{desk}/do/decide", **said, words="设备抵押足值")
    assert Case.objects.get(pk=case).exceptions.get().state == "GRANTED"
    county.reviewed_from(case)
    boss, one = at("boss"), of(case)
    assert "有例外,须经审贷会" in page(boss, "/cases/review")
    assert "须经审贷会" in put(boss, f"{one}/do/approve", amount="500000", months="48")
    StaffTie.objects.create(
        staff_id="JZ14", customer=Case.objects.get(pk=case).customer, words="表亲", from_day=DAY, declared_by="JZ14"
    )
    for more in ("JZ4", "JZ11"):
        StaffRole.objects.create(staff_id=more, role=Role.COMMITTEE, from_day=DAY)
    call = f"/cases/{case}/vote"
    shown = page(boss, call)
    assert 'value="JZ12"' in shown and 'value="JZ14"' not in shown, "who is tied is not offered"
    terms = {"amount": "500000", "months": "48"}
    assert "关联关系" in put(boss, call, members=["JZ12", "JZ13", "JZ14"], **terms)
    assert "至少 3 人" in put(boss, call, members=["JZ12", "JZ13"], **terms)
    over = put(boss, call, members=["JZ12", "JZ13", "JZ4", "JZ11"], **{**terms, "amount": "510000"})
    assert "超过重算额度与申请金额的低者" in over and 'value="510000"' in over
    put(boss, call, members=["JZ12", "JZ13", "JZ4", "JZ11"], **terms)
    vote = f"/cases/votes/{VoteCall.objects.get().pk}"
    first, second = at("c1"), at("c2")
    alone = act("boss", Deed.APPROVE, number=case, amount=50 * WAN, months=12)
    assert alone.name is OriginationRefusal.COMMITTEE_NEEDED and "正在表决 1 件" in page(boss, "/cases/review")
    assert "法定 3 票" in page(boss, vote) and "法定 3 票" not in page(first, vote)
    assert "没有写明不同意或弃权的理由" in put(first, f"{vote}/do/vote", ballot="DISAGREE")
    put(first, f"{vote}/do/vote", ballot="DISAGREE", words="期限过长")
    assert "期限过长" in page(first, vote) and "期限过长" not in page(second, vote)
    put(second, f"{vote}/do/vote", ballot="AGREE")
    assert "提交表决的条件" in page(second, vote) and "500,000.00" in page(second, vote)
    assert "不足法定" in put(boss, f"{vote}/do/close", minutes="四人到会")
    for more in ("JZ4", "JZ11"):
        put(signed_in(more, Role.COMMITTEE), f"{vote}/do/vote", ballot="AGREE")
    key = hidden(page(boss, vote), "key")
    for _tap in range(2):
        put(boss, f"{vote}/do/close", minutes="四人到会", key=key)
    row = Case.objects.get(pk=case)
    assert row.state == "APPROVED" and row.decisions.get().mandate.startswith("审贷会:同意 3、不同意 1")
    assert "四人到会" in page(at("ctr"), one), "the result with its minutes stands beside the reviews"
    assert "期限过长" in page(second, vote), "after the close everybody concerned sees the count"
    assert "期限过长" in page(at("ctr"), vote) and at("lead").get(vote).status_code == 404


def test_A100_above_the_line_the_union_is_asked_first() -> None:
    case = county.reviewed()
    RuleParameter.objects.filter(code="UNION_CONSULT_FROM").update(value="500000")
    boss, one = at("boss"), of(case)
    assert "金额达到省联社咨询标准" in page(boss, one)
    granted = {"amount": "500000", "months": "12"}
    assert "尚无同意的咨询意见" in put(boss, f"{one}/do/approve", **granted)
    put(boss, f"{one}/do/consult")
    assert "没有写明咨询意见文号" in put(boss, f"{one}/do/consulted", agreed="yes", answer="")
    put(boss, f"{one}/do/consulted", agreed="yes", answer="省联社〔2018〕8号")
    assert "省联社〔2018〕8号" in page(boss, one) and Consultation.objects.get().agreed
    reasonless = put(boss, f"{one}/do/approve", **granted, rate="8.5")
    assert "须写明理由" in reasonless and 'value="8.5"' in reasonless, "what was typed stands"
    put(boss, f"{one}/do/approve", **granted, rate="8.5", rate_reason="客户主动要求")
    assert Case.objects.get(pk=case).approved_rate == 850_000


def test_A100_nobody_decides_alone_while_the_committee_votes_and_a_return_ends_the_vote() -> None:
    case = county.reviewed()
    boss, one = at("boss"), of(case)
    put(boss, f"/cases/{case}/vote", members=["JZ12", "JZ13", "JZ14"], amount="500000", months="12")
    vote = f"/cases/votes/{VoteCall.objects.get().pk}"
    assert "正在表决" in put(boss, f"{one}/do/approve", amount="500000", months="12") and stands(case) == "REVIEWED"
    assert "do/vote" in page(at("c1"), vote)
    put(boss, f"{one}/do/return", points=["补购销合同"])
    assert "do/vote" not in page(at("c1"), vote) and "未结束即终止" in page(at("c1"), "/cases/votes")
    assert "该笔业务现为" in put(at("c1"), f"{vote}/do/vote", ballot="AGREE")


def test_A101_returned_with_numbered_points_and_taken_over_by_acceptance() -> None:
    case = county.evaluated()
    one = of(case)
    put(at("rsk"), f"{one}/do/accept")
    assert Case.objects.get(pk=case).holder == "JZ7"
    assert "退回须逐条写明问题" in put(at("rsk"), f"{one}/do/return", points=["", " "])
    put(at("rsk"), f"{one}/do/return", points=["补下游合同", "", "核对存货"])
    row = Case.objects.get(pk=case)
    assert (row.state, row.turn, row.holder) == ("PRE_ASSESSED", 2, row.lead)
    step = row.steps.get(verb="RETURN")
    assert step.words == "1. 补下游合同\n2. 核对存货" and step.facts["points"] == ["补下游合同", "核对存货"]
    counted = review_desk.returned(county.who("boss"), DAY, DAY)
    assert [(each.lead, each.cases, each.times, each.points) for each in counted] == [(row.lead, 1, 1, 2)]
    assert "退回次数" in page(at("boss"), "/cases/refusals")
    sheet = page(at("rsk"), one)
    assert "第 2 轮" in sheet and "补下游合同" in sheet
    assert "该笔业务现为" in put(at("ind"), f"{one}/do/review-ind", verdict="PASSED")


def test_A30_a_refusal_has_a_reason_and_one_nobody_looked_at_comes_red_before_the_executives() -> None:
    case = county.evaluated()
    one, desk = of(case), "/cases/refusals"
    assert f"{one}/do/reject" not in page(at("ind"), one)
    assert "这一步没有经办" in put(at("ind"), f"{one}/do/reject", code="NO_CAPACITY", words="现金流不足")
    put(at("ind"), f"{one}/do/accept")
    assert f"{one}/do/reject" in page(at("ind"), one)
    assert "请从选项中选择" in put(at("ind"), f"{one}/do/reject", code="", words="还款能力不足")
    assert "没有写明否决的原因" in put(at("ind"), f"{one}/do/reject", code="NO_CAPACITY", words=" ")
    assert stands(case) == "EVALUATED"
    put(at("ind"), f"{one}/do/reject", code="NO_CAPACITY", words="现金流不足")
    look = RefusalLook.objects.get()
    boss, head = county.who("boss"), county.who("centre")
    for moment, colour, told in ((look.due, "ORANGE", 0), (look.due + timedelta(seconds=1), "RED", 1)):
        assert [each.colour.value for each in refusals.waiting(head, DAY, moment)] == [colour]
        assert (refusals.escalated(boss, moment), refusals.escalated(head, moment)) == (told, 0)
    assert look.due.astimezone(HERE) < datetime(2018, 10, 10, tzinfo=HERE)
    assert "已升级到班子成员" not in page(at("boss"), "/cases/review")
    clock.advance(date(2018, 10, 10))
    assert "有 1 件否决超过两个工作日" in page(at("boss"), "/cases/review")
    late = page(at("boss"), desk)
    assert "超过期限,已升级" in late and "红·超时" in late
    said = {"number": case, "upheld": "no"}
    assert "没有写明复核意见" in put(at("centre"), desk, **said, words="")
    key = hidden(page(at("centre"), desk), "key")
    for _tap in range(2):
        put(at("centre"), desk, **said, words="订单充足,应予办理", key=key)
    look.refresh_from_db()
    assert (look.state, stands(case)) == ("OVERTURNED", "EVALUATED")
    counted = refusals.by_refuser(boss, DAY, DAY)
    assert [(each.staff, each.refused, each.overturned) for each in counted] == [("JZ6", 1, 1)]
    assert "不当否决" in page(at("rsk"), f"{desk}?since=2018-09-01&until=nonsense")


DESKS = ("/cases/review", "/cases/votes", "/cases/refusals", "/cases/exceptions", "/mandates")
ACCESS: dict[Role, tuple[int, ...]] = {
    Role.RM: (403, 403, 403, 403, 200),
    Role.OUTLET_HEAD: (200, 403, 200, 403, 200),
    Role.EXECUTIVE: (200, 200, 200, 200, 200),
    Role.REVIEWER: (200, 403, 403, 403, 200),
    Role.RISK: (200, 200, 200, 200, 200),
    Role.COMPLIANCE: (200, 200, 200, 200, 200),
    Role.COMMITTEE: (200, 200, 403, 403, 200),
    Role.DISB_AUDITOR: (200, 403, 403, 403, 200),
    Role.AUDIT: (200, 200, 200, 200, 200),
    Role.HR_DISCIPLINE: (403, 403, 403, 403, 200),
    Role.STATISTICS: (403, 403, 403, 403, 200),
    Role.ADMIN: (403, 403, 403, 403, 403),
}


def test_A100_roles_against_the_pages_and_against_one_case() -> None:
    case = county.evaluated()
    for path in (*DESKS, of(case)):
        assert Client().get(path).status_code == 302, path
    for role, wanted in ACCESS.items():
        who = signed_in("JZ5", role)
        assert tuple(who.get(each).status_code for each in DESKS) == wanted, role
        sees = 403 if wanted[0] == 403 else 404 if role is Role.OUTLET_HEAD else 200
        assert who.get(of(case)).status_code == sees, role
        assert who.post(f"{of(case)}/do/burn").status_code == (404 if sees == 200 else sees), role
    boss = at("boss")
    assert boss.get(of("SQ0")).status_code == boss.get("/cases/votes/99").status_code == 404
    assert boss.get(f"/cases/{case}/vote").status_code == 404, "no committee before the reviews"


def test_A100_nonsense_in_any_form_is_said_and_never_breaks() -> None:
    case = county.reviewed()
    verbs = [f"{of(case)}/do/{each}" for each in FORMS]
    verbs += [f"/cases/exceptions/do/{each}" for each in ("decide", "judge")] + [
        "/cases/refusals",
        f"/cases/{case}/vote",
    ]
    verbs += [f"/mandates/do/{each}" for each in ("give", "stop", "tie", "untie", "choose")]
    boss, risk = at("boss"), at("rsk")
    before = Case.objects.get(pk=case).state
    for said in ({}, dict.fromkeys(FIELDS, "x\x00七"), dict.fromkeys(FIELDS, "9" * 40)):
        for path in verbs:
            for who in (boss, risk):
                if path.endswith(("/accept", "/consult")):
                    continue  # these have no field: they are done
                answer = who.post(path, said)
                nought = "\x00" in "".join(said.values())
                assert answer.status_code in ((400,) if nought else (200, 403, 404)), (path, said, answer.status_code)
    assert Case.objects.get(pk=case).state == before and not Mandate.objects.exists()
    for odd in ("/cases/x%00/review", "/cases/x%00/vote", f"/cases/votes/{9 * 10**19}", f"{of(case)}/do/x%00"):
        assert boss.post(odd, {"key": "ab"}).status_code in (400, 404), odd
    assert boss.post("/mandates/do/tie", {"staff": "JZ5", "customer": "C\x00", "words": "a\x00"}).status_code == 400
    assert boss.post(f"{of(case)}/do/accept", {"key": "a\x00b"}).status_code == 400
    assert boss.post(f"{of(case)}/do/accept", {"key": "ab"}).status_code == 302


FORMS = (
    "review-ind", "review-rsk", "review-ctr", "meet", "return", "reject", "approve", "second-key", "clear", "consulted",
)  # fmt: skip
FIELDS = (
    "amount", "months", "rate", "verdict", "kind", "code", "agree", "agreed", "grant", "passes", "upheld", "number",
    "rule", "item", "staff", "product", "from_day", "to_day", "mandate", "tie", "customer", "stage", "variant", "members",
)  # fmt: skip


def test_A100_a_mandate_is_passed_on_reaches_ends_and_is_stopped_on_the_page() -> None:
    boss, new = at("boss"), {"staff": "JZ9", "product": "*", "secured": "yes", "why": "出差"}
    days = {"from_day": "2018-09-30", "to_day": "2018-10-31"}
    give = "/mandates/do/give"
    too_wide = put(boss, give, **new, **days, amount="3000000.01")
    assert "超过您的授权" in too_wide and 'value="3000000.01"' in too_wide and not Mandate.objects.exists()
    assert "请填写日期" in put(boss, give, **new, amount="1000000", from_day="明天", to_day="")
    key = hidden(page(boss, "/mandates"), "key")
    for _tap in range(2):
        put(boss, give, **new, **days, amount="1000000", key=key)
    one = Mandate.objects.get()
    shown = page(boss, "/mandates?product=PACKAGING_LOAN")
    assert "转授权至 2018-10-31" in shown and "1,000,000" not in shown and "100.00 万" in shown
    clock.advance(date(2018, 11, 1))
    assert "转授权至 2018-10-31" not in page(boss, "/mandates?product=PACKAGING_LOAN"), "it ended with its last day"
    assert "停止的原因" not in page(at("ind"), "/mandates") and "已到期" in page(boss, "/mandates")
    assert "不是您给的" in put(at("centre"), "/mandates/do/stop", mandate=one.pk, why="x")
    put(boss, "/mandates/do/stop", mandate=one.pk, why="回岗")
    one.refresh_from_db()
    assert one.stopped_on == date(2018, 11, 1) and "已停止" in page(boss, "/mandates")


def test_A100_a_tie_bars_and_a_checklist_is_chosen_from_a_coming_day() -> None:
    rm, watch, desk = at("lead"), at("ctr"), "/mandates"
    assert "本人申报" in page(rm, desk) and "转授权给他人" not in page(rm, desk)
    put(rm, f"{desk}/do/tie", staff="JZ2", customer="C1", words="表亲")
    assert not StaffTie.objects.exists(), "nobody declares another's tie but those who watch"
    put(rm, f"{desk}/do/tie", staff="JZ1", customer="C1", words="表亲")
    tie = StaffTie.objects.get()
    assert "表亲" in page(rm, desk) and "表亲" in page(watch, desk) and "表亲" not in page(at("payer"), desk)
    assert "岗位不能办理" in put(rm, f"{desk}/do/untie", tie=tie.pk, why="已解除")
    put(watch, f"{desk}/do/untie", tie=tie.pk, why="核实无关联")
    tie.refresh_from_db()
    assert tie.to_day == DAY
    choose = {"stage": "STEP3", "variant": "B", "why": "监管口径"}
    assert "没有「Q」版清单" in put(watch, f"{desk}/do/choose", **{**choose, "variant": "Q"}, from_day="2018-10-08")
    assert "生效日须在今天之后" in put(watch, f"{desk}/do/choose", **choose, from_day="2018-09-30")
    put(watch, f"{desk}/do/choose", **choose, from_day="2018-10-08")
    assert "2018-10-08" in page(watch, desk)


def test_the_desks_cost_the_same_for_many() -> None:
    case = Case.objects.select_related("application").get(pk=county.evaluated())
    who, counts = at("boss"), []
    StaffRole.objects.create(staff_id="JZ5", role=Role.RISK, from_day=DAY)
    for start, end in ((0, 1), (1, 9)):
        for n in range(start, end):
            copied(case, n)
        for path in (*DESKS, of(case.pk)):
            who.get(path)
            with CaptureQueriesContext(connection) as asked:
                page(who, path)
            counts.append(len(asked))
    half = len(counts) // 2
    assert counts[:half] == counts[half:], counts
    assert max(counts) < 95, counts


def copied(case: Case, n: int) -> None:
    """Another customer's case that stands where this one does, with a refusal, an exception and a vote of its own."""
    customer = Customer.objects.get(pk=case.customer_id)
    customer.pk, customer.number, customer.identity_blind = 9_000 + n, f"X{n}", f"{n:064d}"
    customer.save(force_insert=True)
    asked = Application.objects.get(pk=case.pk)
    asked.pk, asked.customer_id = f"SQ-{n}", customer.pk
    asked.save(force_insert=True)
    row = Case.objects.get(pk=case.pk)
    row.pk, row.application_id, row.customer_id = asked.pk, asked.pk, customer.pk
    row.save(force_insert=True)
    RefusalLook.objects.create(
        case=row, code="PURPOSE", words="用途不符", stood_at="EVALUATED", refused_by="JZ6", refused_on=DAY,
        due=county.MORNING + timedelta(days=n),
    )  # fmt: skip
    CaseException.objects.create(case=row, rule="limit", reason="扩产", asked_by="JZ1", asked_on=DAY)
    VoteCall.objects.create(
        case=row, turn=1, members=["JZ12", "JZ13", "JZ14"], amount=WAN, months=12, called_by="JZ5", called_on=DAY
    )
    Mandate.objects.create(
        staff_id="JZ9", secured=True, amount=10 * WAN, from_day=DAY, to_day=DAY, given_by="JZ5", why="出差"
    )
    StaffTie.objects.create(staff_id="JZ3", customer=customer, words="同学", from_day=DAY, declared_by="JZ3")
