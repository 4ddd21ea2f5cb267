"""例外: a case that leaves the sheet, or a limit said by a person, is asked for with a reason and granted by the risk desk."""

from __future__ import annotations

from django.db import transaction

from wuhua.areas.origination.actions.common import Now, holds, move, opened, words_missing
from wuhua.areas.origination.models import Case, CaseException
from wuhua.areas.origination.read import standards
from wuhua.areas.origination.rules import CaseVerb, ExceptionState, OriginationRefusal
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused

KNOWN = frozenset({*standards.BENDS.values(), standards.BY_HAND})


@transaction.atomic
def ask_exception(now: Now, number: str, rule: str, reason: str) -> Case | Refused:
    """提出例外: only for what may be bent at all."""
    case = opened(now, number, CaseVerb.EXCEPT)
    if isinstance(case, Refused):
        return case
    refused = holds(now, case) or words_missing(reason, "reason", "例外的理由")
    if refused is None and (rule not in KNOWN or case.exceptions.filter(rule=rule).exists()):
        refused = Refused(
            OriginationRefusal.EXCEPTION_NOT_NEEDED,
            f"「{rule}」不能作为例外,或已经提出过。",
            "请核对要素后重新选择。",
            "rule",
        )
    if refused is not None:
        return refused

    # After this line the exception must wait for its answer.
    CaseException.objects.create(
        case=case, rule=rule, reason=reason.strip(), asked_by=now.actor.number, asked_on=now.day
    )
    return move(now, case, CaseVerb.EXCEPT, words=reason, facts={"rule": rule, "state": ExceptionState.ASKED})


@transaction.atomic
def decide_exception(now: Now, number: str, rule: str, grant: bool, words: str) -> Case | Refused:
    """准许与否: by the risk desk, who did not ask. A case with an exception goes to the committee."""
    if not now.actor.holds(Role.RISK):
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能决定例外。", "请由风险岗决定。")
    case = opened(now, number, CaseVerb.EXCEPT)
    if isinstance(case, Refused):
        return case
    found = case.exceptions.filter(rule=rule, state=ExceptionState.ASKED).first()
    refused = words_missing(words, "words", "决定的理由")
    if refused is None and found is None:
        refused = Refused(OriginationRefusal.EXCEPTION_UNKNOWN, "没有待决定的这项例外。", "请从清单中选择。", "rule")
    if refused is None and found is not None and found.asked_by == now.actor.number:
        refused = Refused(OriginationRefusal.PARTS_MUST_DIFFER, "不能决定自己提出的例外。", "请由其他风险岗决定。")
    if refused is not None or found is None:
        return refused or case

    # After this line the exception must be decided.
    found.state = ExceptionState.GRANTED if grant else ExceptionState.DENIED
    found.decided_by, found.decided_on, found.words = now.actor.number, now.day, words.strip()
    found.save()
    return move(now, case, CaseVerb.EXCEPT, words=words, facts={"rule": rule, "state": found.state})
