"""开卡 and 续期: a grant becomes a line (a note of servicing with nothing drawn), and a card stands on it."""

from __future__ import annotations

from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import rules
from wuhua.areas.creditline.actions.common import facts, second_card, unless_second, write_step
from wuhua.areas.creditline.models import Card, Line
from wuhua.areas.creditline.rules import LIVING, CardRefusal, CardState, CardVerb, Grant
from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as product
from wuhua.areas.product.rules import Case
from wuhua.areas.servicing import read as servicing
from wuhua.areas.servicing.actions import NoteTerms, line
from wuhua.areas.servicing.actions.common import once_only
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.platform import clock, numbering

OPENS = (Role.ACCOUNTANT, Role.DISB_AUDITOR)
Answer = dict[str, object]


def open_card(*, actor: Officer, business_date: date, key: str, grant: Grant) -> Answer | Refused:
    """开卡 on a grant that its case has approved: the case's own way, so the second pair of eyes was there."""
    if not actor.holds(*OPENS):
        return rules.not_your_post()
    wanted = {"verb": CardVerb.OPEN_CARD.value, **grant.plain()}
    return once_only(key, wanted, lambda: opened(actor, business_date, grant))


def opened(actor: Officer, day: date, grant: Grant, *, asked_by: str = "", words: str = "") -> Answer | Refused:
    """The same in the caller's transaction and under its key."""
    seen = customer.customer_for(actor, grant.customer)
    if isinstance(seen, Refused):
        return seen
    return opened_for(actor.number, day, grant, seen.id, asked_by=asked_by, words=words)


def opened_for(
    actor: str, day: date, grant: Grant, customer_id: int, *, asked_by: str = "", words: str = ""
) -> Answer | Refused:
    """The same for a customer the caller has been let in to see, itself on its phone among them."""
    no = may_open(grant, customer_id, day)
    if no is not None:
        return no

    def act() -> Answer | Refused:
        number = f"SX{numbering.next_number('card'):08d}"
        made = _line(actor, day, grant, customer_id, number)
        if isinstance(made, Refused):
            return made
        # After this line only the database may still say no: the customer's other card was opened this very moment.
        review = _review_on(day, made.until)
        card = Card(
            number=number, customer_id=customer_id, line=made, limit=made.limit, opened=day, until=made.until,
            review_on=review,
        )  # fmt: skip
        write_step(
            card, CardVerb.OPEN_CARD, actor=actor, business_date=day, before={}, asked_by=asked_by,
            words=words or f"批复 {grant.case}",
        )  # fmt: skip
        return {"card": number, "note": made.note_number, "limit": made.limit, "until": made.until.isoformat()}

    return unless_second(act)


def may_open(grant: Grant, customer_id: int, day: date) -> Refused | None:
    """Whether this grant can become the customer's one card today."""
    no = _may_take_up(grant, customer_id, day)
    if no is not None:
        return no
    other = Card.objects.filter(customer_id=customer_id, state__in=LIVING).values_list("number", flat=True).first()
    return second_card(f" {other}") if other else None


def _may_take_up(grant: Grant, customer_id: int, day: date) -> Refused | None:
    """Whether this grant can become a line of this customer's today."""
    no = rules.check_grant(grant)
    if no is not None:
        return no
    if grant.product != rules.PRODUCT:
        return Refused(
            CardRefusal.GRANT_UNFIT, f"产品 {grant.product} 不是授信卡。", "请按该产品的流程放款。", "product"
        )
    if Line.objects.filter(case=grant.case).exists():
        return Refused(
            CardRefusal.GRANT_USED, f"批复 {grant.case} 已经启用过。", "一份批复只启用一次,请核对编号。", "case"
        )
    if servicing.account_owner(grant.account) != customer_id:
        return Refused(
            CardRefusal.ACCOUNT_UNFIT, f"{grant.account} 不是该客户的结算账户。", "请核对结算账户。", "account"
        )
    case = Case(grant.limit, grant.months, grant.region, grant.industry, grant.security, "on_demand")
    return product.check_case(grant.product, day, case)


def _line(actor: str, day: date, grant: Grant, customer_id: int, card: str) -> Line | Refused:
    until = add_months(day, grant.months)
    serial = Line.objects.filter(customer_id=customer_id).count() + 1
    terms = NoteTerms(
        number=f"{card}-{serial}", contract=grant.case, account=grant.account, product=grant.product,
        managing_rm=grant.managing_rm, amount=grant.limit, rate=grant.rate, maturity=until, method="on_demand",
        settlement=grant.settlement, security=grant.security, use=grant.use, industry=grant.industry,
        region=grant.region, day_count=grant.day_count, penalty_uplift=grant.penalty_uplift,
    )  # fmt: skip
    note = line.open_line(actor=actor, business_date=day, terms=terms, first_responsible=grant.first_responsible)
    if isinstance(note, Refused):
        return note
    return Line.objects.create(
        case=grant.case, customer_id=customer_id, note_id=note, note_number=terms.number, limit=grant.limit,
        rate=grant.rate, months=grant.months, opened=day, until=until, approved_by=grant.approved_by,
        grant=grant.plain(), actor=actor, recorded_at=clock.now(),
    )  # fmt: skip


def _review_on(day: date, until: date) -> date:
    """年审日, a year from now by the parameter, or the line's end where that comes first."""
    return min(add_months(day, compliance.whole("CARD_REVIEW_MONTHS", day)), until)


def may_renew(card: Card, grant: Grant, day: date) -> Refused | None:
    """Renewed on a fresh grant when nothing is owed; a frozen card is thawed first."""
    if card.state == CardState.FROZEN:
        return rules.usable(rules.CardNow(card.number, CardState.FROZEN, card.limit, date.max, card.why), day)
    if grant.customer != card.customer.number:
        return Refused(CardRefusal.GRANT_UNFIT, f"批复 {grant.case} 不是该客户的。", "请核对批复编号。", "case")
    return _may_take_up(grant, card.customer_id, day)


def renewed(
    actor: Officer, day: date, key: str, card: Card, grant: Grant, *, asked_by: str, words: str
) -> Answer | Refused:
    """续期, the card held: the old line ends with nothing owed, a new one stands in its place."""
    no = may_renew(card, grant, day) or ended(actor.number, day, key, card)
    if no is not None:
        return no
    made = _line(actor.number, day, grant, card.customer_id, card.number)
    if isinstance(made, Refused):
        return made
    # After this line the card must be renewed.
    before = facts(card)
    card.line, card.limit, card.until, card.state, card.why = made, made.limit, made.until, CardState.ACTIVE.value, ""
    card.review_on = _review_on(day, made.until)
    write_step(
        card, CardVerb.RENEW_CARD, actor=actor.number, business_date=day, before=before, asked_by=asked_by, words=words
    )
    return {"card": card.number, "note": made.note_number, "limit": made.limit, "until": made.until.isoformat()}


def ended(actor: str, day: date, key: str, card: Card) -> Refused | None:
    """The card's line with nothing owed any more; what still is, is said with its sum."""
    no = line.end_line(actor=actor, business_date=day, key=f"{key}/end", note=card.line.note_number)
    if no is not None and no.name == "arrears_first":
        return Refused(CardRefusal.STILL_OWED, no.reason, "请先按结清金额还款,再续期或销卡。", "amount")
    return no
