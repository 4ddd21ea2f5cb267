"""否决: never without a reason, always looked at again by who leads the unit within two working days (A30)."""

from __future__ import annotations

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.actions.common import Now, move, not_investigator, not_tied, opened, words_missing
from wuhua.areas.origination.actions.opening import end
from wuhua.areas.origination.models import Case, RefusalLook
from wuhua.areas.origination.read import gate
from wuhua.areas.origination.rules import (
    CaseState,
    CaseVerb,
    OriginationRefusal,
    Outcome,
    RefusalReview,
    RejectCode,
)
from wuhua.areas.origination.rules.separation import may_reject
from wuhua.areas.origination.rules.steps import LEADERS
from wuhua.areas.people.rules import Role
from wuhua.areas.workday import read as workday
from wuhua.areas.workday.rules import Limit
from wuhua.core.refuse import Refused


@transaction.atomic
def reject(now: Now, number: str, code: RejectCode, words: str) -> Case | Refused:
    """否决: by who has a hand in the case at the step where it stands; post and sight alone end nobody's request."""
    case = opened(now, number, CaseVerb.REJECT)
    if isinstance(case, Refused):
        return case
    refused = may_reject(
        now.actor.number,
        CaseState(case.state),
        (case.holder, case.lead, case.co),
        gate.hands(case.pk),
        gate.related(case.customer_id, now.day),
    )
    refused = refused or words_missing(words, "words", "否决的原因")
    return refused or refuse(now, case, code, words)


def refuse(now: Now, case: Case, code: RejectCode, words: str) -> Case:
    """The case ends with a no, and the no waits to be looked at."""
    time = workday.work_time(now.day)
    days = compliance.whole("REFUSAL_LOOK_DAYS", now.day)
    RefusalLook.objects.create(
        case=case, code=code, words=words.strip(), stood_at=case.state, refused_by=now.actor.number, refused_on=now.day,
        due=time.desk.due(workday.local(now.at), Limit(days, mode=time.mode)),
    )  # fmt: skip
    return end(now, case, CaseVerb.REJECT, CaseState.REJECTED, Outcome.REJECTED, words)


@transaction.atomic
def look_again(now: Now, number: str, upheld: bool, words: str) -> Case | Refused:
    """否决复核: upheld, or overturned: then the case stands again where it stood."""
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        return found
    if not now.actor.holds(*LEADERS) or now.actor.holds(Role.ADMIN):
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能复核否决。", "请由网点或团队负责人复核。")
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    look = case.refusals.filter(state=RefusalReview.WAITING).first()
    if look is None:
        return Refused(OriginationRefusal.REFUSAL_REVIEWED, "没有待复核的否决。", "请从待复核清单中打开。", "state")
    refused = (
        not_tied(now, case.customer_id) or not_investigator(now, case) or words_missing(words, "words", "复核意见")
    )
    if refused is None and look.refused_by == now.actor.number:
        refused = Refused(
            OriginationRefusal.PARTS_MUST_DIFFER, "不能复核自己作出的否决。", "请由上级或其他负责人复核。", "actor"
        )
    if refused is not None:
        return refused

    # After this line the look must stand.
    look.state = RefusalReview.UPHELD if upheld else RefusalReview.OVERTURNED
    look.looked_by, look.looked_on, look.looked_words = now.actor.number, now.day, words.strip()
    look.save()
    if upheld:
        return move(now, case, CaseVerb.OVERTURN, words=words, facts={"upheld": True})
    case.application.outcome, case.application.reason = Outcome.PENDING.value, ""
    case.application.save(update_fields=["outcome", "reason"])
    return move(now, case, CaseVerb.OVERTURN, CaseState(look.stood_at), words=words, facts={"upheld": False})
