"""Random people doing random things to a case: whatever they try, no money without every step, and nobody meets himself."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction

from tests.scenarios import case_county as county
from tests.scenarios.case_county import POSTS, act, now, papers
from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.origination import actions
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.actions.signing import Drawn, draw_contract
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import hands
from wuhua.areas.origination.read.papers import lines
from wuhua.areas.origination.rules import CasePart, CaseState
from wuhua.areas.origination.rules.separation import meetings
from wuhua.areas.origination.rules.steps import ARROWS
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.django_db

ALL = frozenset(Role) - {Role.ADMIN}
"""Everybody is given every post at times: separation must hold by who one is, not by what one may."""


def tries(case: str, luck: random.Random) -> list[tuple[Deed, dict[str, Any]]]:
    """Everything that can be asked of a case, with words a form might send."""
    amount = luck.choice([20, 30, 50, 51]) * county.WAN
    granted = {"number": case, "amount": amount, "months": 12}
    item = luck.choice([*county.PRE3, *county.STEP3])
    verdict = luck.choice(["PASSED", "PASSED", "PASSED", "CONDITION", "FAILED"])
    return [
        (Deed.PAIR, {"number": case, "co": luck.choice(["JZ1", "JZ2"])}),
        (Deed.TARGET, {"number": case}),
        (Deed.SUBMIT, {"number": case}),
        (Deed.ANSWER_ITEM, {"number": case, "item": item, "said": "PASS", "evidence": "见附件"}),
        (Deed.ANSWER_ITEM, {"number": case, "item": item, "said": "PASS", "evidence": "见附件"}),
        (Deed.ANSWER_ITEM, {"number": case, "item": item, "said": "PERSON", "evidence": "见附件", "words": "待判断"}),
        (Deed.JUDGE_ITEM, {"number": case, "item": item, "passes": True, "words": "可"}),
        (Deed.PRE_ASSESS, {"number": case}),
        (Deed.ESTIMATE_SALES, {"number": case, "method": luck.choice(["POWER", "WAGE"]), "sales": 9 * county.WAN,
                               "basis": "票据"}),
        (Deed.BUILD_SHEET, {"number": case, "lines": list(county.SHEET)}),
        (Deed.CO_SIGN, {"number": case}),
        (Deed.EVALUATE, {"number": case}),
        (Deed.REVIEW, {"number": case, "kind": luck.choice(["IND", "RSK", "CTR"]), "verdict": verdict, "points": ["一"]}),
        (Deed.MEET_CONDITION, {"number": case, "kind": luck.choice(["IND", "RSK", "CTR"]), "evidence": "已落实"}),
        (Deed.RETURN, {"number": case, "points": ["补充"]}),
        (Deed.APPROVE, granted),
        (Deed.SECOND_KEY, {"number": case, "agree": luck.random() < 0.8, "words": "复核"}),
        (Deed.SIGN, {"number": case, "way": "FACE_TO_FACE", "signer": "某某", "witness": "JZ1"}),
        (Deed.CLEAR, {"number": case}),
        (Deed.ACCEPT, {"number": case}),
        (Deed.REJECT, {"number": case, "code": "NO_CAPACITY", "words": "不足"}),
        (Deed.LOOK_AGAIN, {"number": case, "upheld": False, "words": "改判"}),
    ]  # fmt: skip


NEXT: dict[str, list[tuple[str, Deed, dict[str, Any]]]] = {
    "PROSPECT": [("lead", Deed.TARGET, {})],
    "TARGETED": [("lead", Deed.PAIR, {"co": "JZ2"}), ("lead", Deed.SUBMIT, {})],
    "SUBMITTED": [*(("lead", Deed.ANSWER_ITEM, {"item": each, "said": "PASS", "evidence": "见附件"}) for each in county.PRE3),
                  ("lead", Deed.PRE_ASSESS, {})],
    "PRE_ASSESSED": [
        *(("lead", Deed.ANSWER_ITEM, {"item": each, "said": "PASS", "evidence": "见附件"}) for each in county.STEP3),
        ("lead", Deed.ESTIMATE_SALES, {"method": "POWER", "sales": 9 * county.WAN, "basis": "票据"}),
        ("lead", Deed.ESTIMATE_SALES, {"method": "WAGE", "sales": 9 * county.WAN, "basis": "票据"}),
        ("lead", Deed.BUILD_SHEET, {"lines": list(county.SHEET)}), ("co", Deed.CO_SIGN, {}),
        ("lead", Deed.EVALUATE, {})],
    "EVALUATED": [("ind", Deed.REVIEW, {"kind": "IND", "verdict": "PASSED"}),
                  ("rsk", Deed.REVIEW, {"kind": "RSK", "verdict": "PASSED"})],
    "REVIEWED": [("boss", Deed.APPROVE, {"amount": 30 * county.WAN, "months": 12})],
    "APPROVED": [("lead", Deed.SIGN, {"way": "FACE_TO_FACE", "signer": "某某", "witness": "JZ1"})],
    "SIGNED": [("ctr", Deed.REVIEW, {"kind": "CTR", "verdict": "PASSED"}), ("auditor", Deed.CLEAR, {})],
    "REJECTED": [("centre", Deed.LOOK_AGAIN, {"upheld": False, "words": "改判"})],
}  # fmt: skip
"""What the right person would do next, mixed among the rest so that walks come far enough to be dangerous."""


STEP_PART = {"APPROVE": "APPROVE", "CLEAR": "CLEAR", "FUND": "FUND", "EVALUATE": "LOOK"}
"""Parts as the history tells them, beside the rows that separation is checked on."""


def proved(case: Case) -> None:
    """What must be true of any case whose money may go, read off its rows alone."""
    assert meetings(hands(case.pk)) == []
    did = {(STEP_PART.get(each.verb) or each.facts["kind"], each.actor) for each in case.steps.filter(turn=case.turn)
           if each.verb in STEP_PART or (each.verb.startswith("REVIEW") and "verdict" in each.facts)}  # fmt: skip
    did |= {("LOOK", case.lead), ("LOOK", case.co)}
    assert len({who for _, who in did}) == len({part for part, _ in did}) + 1, did  # two look, one each for the rest
    reviews = case.reviews.filter(turn=case.turn).exclude(verdict="FAILED")
    assert {each.kind for each in reviews} == {"IND", "RSK", "CTR"}
    assert len({each.reviewer for each in reviews}) == 3
    assert not reviews.filter(verdict="CONDITION", met_on__isnull=True).exists()
    decision = case.decisions.get(turn=case.turn)
    assert decision.amount == case.approved_amount <= min(case.limit or 0, case.amount)
    assert not decision.key_needed or decision.key_by not in ("", decision.decided_by)
    contract = case.contracts.get(turn=case.turn)
    assert contract.signed_at is not None and contract.terms["amount"] == decision.amount
    given = {each.item for each in case.items.filter(answer="PASS")} | {
        each.item for each in case.items.filter(waived=True)
    }
    assert {*county.PRE3, *county.STEP3} <= given
    assert case.co_signed_on is not None and len(set(case.estimates.values_list("method", flat=True))) >= 2
    bad = {DocumentState.MISSING, DocumentState.EXPIRED, DocumentState.UNDECIDED}
    assert not [each.code for each in lines(case, county.DAY) if each.state in bad and each.time.value != "AFTER"]
    parts = {part for part, _ in hands(case.pk)}
    assert {CasePart.LEAD, CasePart.CO, CasePart.APPROVE, CasePart.DISB_AUDIT} <= parts


def legal(case: Case) -> None:
    """The history walks only along arrows."""
    for step in case.steps.order_by("id"):
        arrow = ARROWS[step.verb]
        moved = step.from_state != step.to_state
        assert not moved or step.verb == "OVERTURN" or CaseState(step.from_state) in arrow.starts or not arrow.starts


def test_no_random_walk_reaches_the_money_without_everything_it_needs(home: object) -> None:
    county.bank()
    ends = []
    for seed in range(4):
        with transaction.atomic():
            ends.append(walk(seed))
            transaction.set_rollback(True)
    assert ends.count("DISBURSED") >= 2, ends


def walk(seed: int) -> str:
    """One case from its beginning; answers where it ended."""
    luck = random.Random(seed)  # a walk to be repeated, not a secret
    case = county.ask()
    county.visited()
    papers(case, [*county.APPLYING, *county.SIGNING, "DISBURSE_CHECKLIST"])
    act("lead", Deed.TELL, number=case, inputs={"planned": 120 * county.WAN, "own_funds": 0}, conditions={
        "permit_needed": False, "co_owned": False, "married": False,
    })  # fmt: skip
    done, refused, seen = 0, 0, set()
    for step in range(400):
        row = Case.objects.get(pk=case)
        seen.add(row.state)
        if row.state == "CLEARED":
            proved(row)
            payer = county.with_roles(luck.choice(list(POSTS)), *ALL)
            if not isinstance(actions.funded(now(payer, step / 100), case, "JD1"), Refused):
                proved(Case.objects.get(pk=case))
                break
        post = luck.choice(list(POSTS))
        actor = county.with_roles(post, *ALL) if luck.random() < 0.5 else county.who(post)
        deed, said = luck.choice(tries(case, luck))
        if luck.random() < 0.5 and row.state in NEXT:
            post, deed, more = luck.choice(NEXT[row.state])
            actor, said = county.who(post), {"number": case, **more}
        if row.state == "APPROVED" and luck.random() < 0.3:
            drawn = Drawn("t.docx", "0" * 64, "合同.docx", [f"{case}/{step}".encode()])
            draw_contract(now("lead", step / 100), case, f"HT{step}", drawn)
        ends = deed in (Deed.REJECT, Deed.RETURN)
        if ends and luck.random() < 0.7:
            continue
        went = not isinstance(act(actor, deed, step / 100, **said), Refused)
        done, refused = done + went, refused + (not went)
    legal(Case.objects.get(pk=case))
    assert done > 20 and refused > 20, (done, refused, seen)
    return county.stands(case)
