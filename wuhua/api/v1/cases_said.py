"""What a case says and hears over HTTP: its shapes out, and one body for each deed. Amounts in yuan as text, like the notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from wuhua.areas.market.rules.needs import SeasonRole
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read.figures import NAMED
from wuhua.areas.origination.rules import (
    Answered,
    Ballot,
    CasePart,
    CaseState,
    CaseVerb,
    EstimateMethod,
    FiveStep,
    RejectCode,
    ReviewKind,
    ReviewVerdict,
    SignWay,
)
from wuhua.areas.origination.rules.evidence import SheetSide
from wuhua.areas.workday.rules import Colour
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate

PLAIN = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
BIGGEST = 2**63 - 1
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")]
Pct = Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,5})?$")]
Words = Annotated[str, Field(max_length=500, pattern=LINES)]
Code = Annotated[str, Field(max_length=64, pattern=PLAIN)]
Short = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Months = Annotated[int, Field(ge=1, le=360)]
Points = Annotated[list[Words], Field(max_length=50)]


class CaseLine(Schema):
    """One case of the desk."""

    number: str
    customer: str
    customer_name: str
    product: str
    amount: str
    months: int
    state: CaseState
    step: FiveStep | None
    unit: str
    holder: str
    lead: str
    co: str
    opened: date
    small: bool
    clock: Colour | None


class CasesOut(Schema):
    """A page of the desk: counts by state of everything the other filters leave."""

    count: int
    page: int
    next: int | None
    mine: int
    by_state: dict[str, int]
    cases: list[CaseLine]


class StepOut(Schema):
    """Something that was done to a case."""

    verb: CaseVerb
    before: str
    after: CaseState
    turn: int
    actor: str
    mandate: str
    at: datetime
    business_date: date
    words: str


class HandOut(Schema):
    """Who had which part."""

    part: CasePart
    staff: str
    business_date: date


class PaperOut(Schema):
    """A paper the case needs or has."""

    type: str
    title: str
    time: str
    state: str
    document: int | None
    expires: date | None


class CheckOut(Schema):
    """A line of the present checklist with its newest answer."""

    item: str
    title: str
    ask: str
    answer: Answered | None
    waived: bool
    evidence: str
    words: str


class CaseOut(CaseLine):
    """One case with its file."""

    purpose: str
    use: str
    security: str
    method: str
    payout: str
    payee: str
    account: str
    limit: str | None
    sales: str | None
    approved_amount: str | None
    approved_months: int | None
    approved_rate_pct: str | None
    steps: list[StepOut]
    hands: list[HandOut]
    papers: list[PaperOut]
    checks: list[CheckOut]


class Did(Schema):
    """The case's number and where it stands now. The same key and content answer the same."""

    id: str
    state: str


class Paid(Schema):
    """What came of a cleared case: a note, a hand-over to the core, or a card with the note it stands on."""

    case: str
    note: str = ""
    hand_over: str = ""
    card: str = ""


class Body(Schema):
    """What is said with a deed; nothing else is heard."""

    model_config = ConfigDict(extra="forbid")

    def said(self) -> dict[str, Any]:
        """As the door takes it: codes as text, amounts whole fen."""
        found = self.model_dump(mode="json")
        return {
            name: fen_of(value) if name in ("amount", "sales", "payee_amount") else value
            for name, value in found.items()
        }


class AskIn(Body):
    """受理申请."""

    customer: Code
    product: Code
    amount: Yuan
    months: Months
    purpose: Code
    use: Annotated[str, Field(max_length=200, pattern=PLAIN)]
    security: Code = "CREDIT"
    method: Code = "interest_only"
    account: Code = ""
    payout: Code = "SELF"
    payee: Short = ""


class NothingIn(Body):
    """A deed without words."""


class PairIn(Body):
    """The second investigator."""

    co: Code


class TransferIn(Body):
    """The next lead, and why."""

    lead: Code
    reason: Words


class PaymentIn(Body):
    """Into which account of the borrower, and to whom the bank pays it on; `payee_amount` where the two share it."""

    account: Code
    payout: Code
    payee: Short = ""
    payee_account: Code = ""
    payee_bank: Short = ""
    payee_amount: Yuan = "0.00"


class WordsIn(Body):
    """A reason."""

    words: Words


class TellIn(Body):
    """What only the customer can say, and conditions of papers; what is left away stays as it was."""

    planned: Yuan | None = None
    own_funds: Yuan | None = None
    partner: Annotated[str, Field(max_length=32, pattern=PLAIN)] | None = None
    season_role: SeasonRole | None = None
    income_a: Yuan | None = None
    income_b: Yuan | None = None
    elsewhere: Yuan | None = None
    years: Annotated[int, Field(ge=0, le=80)] | None = None
    rating: Annotated[str, Field(max_length=8, pattern=PLAIN)] | None = None
    married: bool | None = None
    permit_needed: bool | None = None
    co_owned: bool | None = None

    def said(self) -> dict[str, Any]:
        """Inputs and conditions apart."""
        told = {name: value for name, value in self.model_dump().items() if value is not None}
        conditions = {name: told.pop(name) for name in ("married", "permit_needed", "co_owned") if name in told}
        plain = ("years", "rating", *NAMED)
        return {
            "inputs": {name: value if name in plain else fen_of(value) for name, value in told.items()},
            "conditions": conditions,
        }


class PaperIn(Body):
    """A kept file of the customer, under a type."""

    kind: Code
    document: Annotated[int, Field(ge=1, le=BIGGEST)]


class AnswerIn(Body):
    """One line of the checklist."""

    item: Code
    said_: Annotated[Answered, Field(alias="said")]
    evidence: Words
    words: Words = ""

    def said(self) -> dict[str, Any]:
        """The field is called like the method, so it is renamed here."""
        found = super().said()
        return {"said": found.pop("said_"), **found}


class JudgeIn(Body):
    """The risk desk's judgement."""

    item: Code
    passes: bool
    words: Words


class EstimateIn(Body):
    """One road to a year's sales."""

    method: EstimateMethod
    sales: Yuan
    basis: Words


class LineIn(Schema):
    """One line of the sheet."""

    side: SheetSide
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    amount: Yuan


class SheetIn(Body):
    """The sheet built on site."""

    lines: Annotated[list[LineIn], Field(max_length=60)]

    def said(self) -> dict[str, Any]:
        """Amounts in fen."""
        return {
            "lines": [
                {"side": each.side.value, "name": each.name, "amount": fen_of(each.amount)} for each in self.lines
            ]
        }


class EvaluateIn(Body):
    """Why the estimates are apart, where they are."""

    apart_reason: Words = ""


class ReviewIn(Body):
    """One of the three reviews."""

    kind: ReviewKind
    verdict: ReviewVerdict
    points: Points = []


class MeetIn(Body):
    """A condition of a review is met, on evidence."""

    kind: ReviewKind
    evidence: Words


class ReturnIn(Body):
    """Numbered points to mend."""

    points: Points


class ApproveIn(Body):
    """What is granted; without a rate the price as computed."""

    amount: Yuan
    months: Months
    annual_rate_pct: Pct | None = None
    rate_reason: Words = ""
    conditions: Words = ""

    def said(self) -> dict[str, Any]:
        """The rate in 10⁻⁷."""
        found = super().said()
        pct = found.pop("annual_rate_pct")
        return found if pct is None else {**found, "rate": Rate.of_pct(pct, "annual_rate_pct").units}


class CloseVoteIn(Body):
    """The minutes; what lay on the table since the call is decided."""

    minutes: Words


class KeyIn(Body):
    """The second key."""

    agree: bool
    words: Words


class CallIn(ApproveIn):
    """Who is called, and the terms they vote on."""

    members: Annotated[list[Code], Field(max_length=30)]


class VoteIn(Body):
    """One ballot."""

    ballot: Ballot
    words: Words = ""


class ConsultedIn(Body):
    """What the union answered."""

    agreed: bool
    answer: Words


class SignIn(Body):
    """Signed face to face before a witness, or by a one-time code."""

    way: SignWay
    signer: Short
    witness: Code = ""
    code: Code = ""


class RejectIn(Body):
    """A no with its reason."""

    code: RejectCode
    words: Words


class LookIn(Body):
    """A refusal looked at again."""

    upheld: bool
    words: Words


class ExceptIn(Body):
    """An exception asked for."""

    rule: Code
    reason: Words


class GrantIn(Body):
    """An exception decided."""

    rule: Code
    grant: bool
    words: Words


BODIES: Mapping[Deed, type[Body]] = {
    Deed.PAIR: PairIn,
    Deed.TARGET: NothingIn,
    Deed.SUBMIT: NothingIn,
    Deed.WITHDRAW: WordsIn,
    Deed.TRANSFER: TransferIn,
    Deed.ACCEPT: NothingIn,
    Deed.TELL: TellIn,
    Deed.ARRANGE_PAYMENT: PaymentIn,
    Deed.PUT_PAPER: PaperIn,
    Deed.ANSWER_ITEM: AnswerIn,
    Deed.JUDGE_ITEM: JudgeIn,
    Deed.PRE_ASSESS: NothingIn,
    Deed.ESTIMATE_SALES: EstimateIn,
    Deed.BUILD_SHEET: SheetIn,
    Deed.CO_SIGN: NothingIn,
    Deed.EVALUATE: EvaluateIn,
    Deed.REVIEW: ReviewIn,
    Deed.MEET_CONDITION: MeetIn,
    Deed.RETURN: ReturnIn,
    Deed.APPROVE: ApproveIn,
    Deed.SECOND_KEY: KeyIn,
    Deed.CALL_VOTE: CallIn,
    Deed.VOTE: VoteIn,
    Deed.CLOSE_VOTE: CloseVoteIn,
    Deed.CONSULT: NothingIn,
    Deed.CONSULTED: ConsultedIn,
    Deed.SIGN: SignIn,
    Deed.CLEAR: NothingIn,
    Deed.REJECT: RejectIn,
    Deed.LOOK_AGAIN: LookIn,
    Deed.ASK_EXCEPTION: ExceptIn,
    Deed.DECIDE_EXCEPTION: GrantIn,
}
"""The deeds of one case. Asking opens it, and mandates, ties and checklists are the bank's: they have addresses of their own."""

NAMES: Mapping[Deed, str] = {
    Deed.PAIR: "指定协办",
    Deed.TARGET: "锁定目标",
    Deed.SUBMIT: "申报",
    Deed.WITHDRAW: "客户撤回",
    Deed.TRANSFER: "移交",
    Deed.ACCEPT: "接办",
    Deed.TELL: "补充情况",
    Deed.ARRANGE_PAYMENT: "支付安排",
    Deed.PUT_PAPER: "放入资料",
    Deed.ANSWER_ITEM: "登记核查结论",
    Deed.JUDGE_ITEM: "风险岗判断",
    Deed.PRE_ASSESS: "预评估",
    Deed.ESTIMATE_SALES: "登记销售额推算",
    Deed.BUILD_SHEET: "现场编表",
    Deed.CO_SIGN: "协办签字",
    Deed.EVALUATE: "完成全面评估",
    Deed.REVIEW: "审查",
    Deed.MEET_CONDITION: "确认条件落实",
    Deed.RETURN: "退回补充",
    Deed.APPROVE: "审批",
    Deed.SECOND_KEY: "第二把钥匙",
    Deed.CALL_VOTE: "召集审贷会",
    Deed.VOTE: "表决",
    Deed.CLOSE_VOTE: "结束表决",
    Deed.CONSULT: "报省联社咨询",
    Deed.CONSULTED: "登记咨询意见",
    Deed.SIGN: "登记签约",
    Deed.CLEAR: "放款审核",
    Deed.REJECT: "否决",
    Deed.LOOK_AGAIN: "否决复核",
    Deed.ASK_EXCEPTION: "提出例外",
    Deed.DECIDE_EXCEPTION: "决定例外",
}
