"""Cases of the sample bank: real requests of invented people walked through the real verbs, some to every step there is.

Walked in two parts: what is decided before the sample's first day is closed, and money, cards and endings on the day after,
so that the figures of the brief stay as the files brought them. Nothing is written but by `origination.actions.do`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.utils.timezone import make_aware
from PIL import Image

from samples import contests
from wuhua.areas.corelink import casework as paying
from wuhua.areas.creditline import casework as cards
from wuhua.areas.creditline.actions.flash import Wish, flash
from wuhua.areas.customer import actions as customers
from wuhua.areas.customer import read as known
from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.market import actions as market
from wuhua.areas.market.read.latest import last_visits
from wuhua.areas.market.rules import Photo, Place
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.printouts.contract import contract_for
from wuhua.areas.origination.read import case_for
from wuhua.areas.origination.read.papers import lines
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.casework import accounts
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import clock

WAN = 1_000_000
SHEET = (
    {"side": "ASSET", "name": "设备与厂房", "amount": 160 * WAN}, {"side": "ASSET", "name": "存货", "amount": 60 * WAN},
    {"side": "DEBT", "name": "应付货款", "amount": 45 * WAN}, {"side": "CASH_IN", "name": "月销售", "amount": 78 * WAN},
    {"side": "CASH_OUT", "name": "月支出", "amount": 69 * WAN},
)  # fmt: skip
ENDS = (
    "PROSPECT", "PROSPECT", "TARGETED", "SUBMITTED", "SUBMITTED", "PRE_ASSESSED", "PRE_ASSESSED", "EVALUATED",
    "EVALUATED", "REVIEWED", "VOTING", "APPROVED", "SIGNED", "CLEARED", "CLEARED", "CLEARED",
)  # fmt: skip
"""How far each is walked before the first day closes."""
CARDS = 3


@dataclass
class Desk:
    """Who is at work in the sample bank, and the hour of the day."""

    day: date
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    staff: list[Officer] = field(default_factory=list)
    hour: float = 8.5

    def one(self, role: Role, but: set[str] = frozenset()) -> Officer:  # type: ignore[assignment]
        """Somebody in that post and in no other that would meet it, who has had no part."""
        found = [each for each in self.staff if role in each.roles and each.number not in but]
        ensure(bool(found), f"the sample bank has nobody as {role}")
        return found[0]

    def now(self, who: Officer) -> Now:
        """That person at this hour, and a quarter of an hour gone by."""
        at = make_aware(datetime.combine(self.day, time())) + timedelta(hours=self.hour)
        self.hour += 0.05
        return Now(who, self.day, at)

    def act(self, who: Officer, deed: Deed, **said: Any) -> Any:
        """One deed that must succeed."""
        found = do(
            deed, now=self.now(who), key=f"sample/{self.day}/{next(self.keys)}", said=said, outside=cards.outside()
        )
        return good(found)


def good(answer: Any) -> Any:
    """The sample is ours: a refusal here is our fault."""
    ensure(not isinstance(answer, Refused), f"the sample's case was refused: {answer}")
    return answer


def _desk(day: date) -> Desk:
    found = [people.officer(number, day) for number in people.staff_names()]
    return Desk(day, staff=sorted((each for each in found if each is not None), key=lambda each: each.number))


def _borrowers(desk: Desk, many: int) -> list[tuple[Officer, str, str]]:
    """Packers and printers with an account here, visited this year and never late: manager, customer, account.

    One of each manager in turn, so that many desks have something on them.
    """
    waiting = [_of(manager) for manager in desk.staff if Role.RM in manager.roles]
    found: list[tuple[Officer, str, str]] = []
    while any(waiting) and len(found) < many:
        found += [each.pop(0) for each in waiting if each]
    return found[:many]


def _of(manager: Officer) -> list[tuple[Officer, str, str]]:
    mine = known.visible_to(manager).filter(managing_rm=manager.number, standing__isnull=True)
    near = [each.number for each in mine.order_by("number") if each.industry.lstrip("C")[:2] in ("22", "23")]
    seen, held = last_visits(near), {each: list(accounts(each)) for each in near}
    return [(manager, each, held[each][0]) for each in near if each in seen and held[each]]


def _photo(at: datetime) -> Photo:
    """A plain picture: it shows nothing, and says so."""
    made = BytesIO()
    Image.new("RGB", (64, 48), (200, 206, 214)).save(made, "JPEG")
    return Photo(made.getvalue(), "样例照片(合成,无内容)", at)


@dataclass
class Walk:
    """One case on its way, with the two who investigate it."""

    desk: Desk
    lead: Officer
    customer: str
    account: str
    product: str = "PACKAGING_LOAN"
    case: str = ""
    parts: set[str] = field(default_factory=set)

    def act(self, who: Officer, deed: Deed, **said: Any) -> None:
        """A deed on this case."""
        self.desk.act(who, deed, number=self.case, **said)
        self.parts.add(who.number)

    def other(self, role: Role) -> Officer:
        """Somebody in a post who has had no part yet."""
        return self.desk.one(role, self.parts)

    def ask(self, amount: int) -> None:
        """The request."""
        card = self.product == "CREDIT_CARD_LINE"
        made = self.desk.act(
            self.lead, Deed.ASK, customer=self.customer, product=self.product, amount=amount, months=12,
            purpose="WORKING_CAPITAL", use="采购原纸与包装材料", security="CREDIT" if card else "GUARANTEE",
            method="on_demand" if card else "interest_only", account=self.account,
        )  # fmt: skip
        self.case = str(made["id"])
        self.parts.add(self.lead.number)

    def target(self) -> None:
        """Visited in place, with a photo."""
        now = self.desk.now(self.lead)
        zones = people.zones_led(self.lead.number, self.desk.day)
        zone = next((each.code for each in zones), "") or next(iter(sorted(people.leaf_codes())))
        new = market.NewVisit(
            key=f"sample/{self.case}", visited=now.at, zone=zone, customer=self.customer, at=Place(110_985_000, 35_612_000),
            photos=(_photo(now.at),), business_side="机器满开,订单排到下月", person_side="邻里评价好",
        )  # fmt: skip
        good(market.record_visit(actor=self.lead, business_date=self.desk.day, new=new))
        self.act(self.lead, Deed.TARGET)

    def papers(self, *times: PaperTime) -> None:
        """Whatever is missing of these times, as a page that says it is a sample."""
        case = good(case_for(self.lead, self.case))
        for line in lines(case, self.desk.day):
            if line.state is DocumentState.MISSING and line.time in times:
                text = f"样例资料(合成):{line.title}".encode()
                paper = customers.NewPaper(line.code, f"{line.title}.txt", [text], "text/plain")
                kept = good(
                    customers.add_document(
                        actor=self.lead, business_date=self.desk.day, number=self.customer, paper=paper
                    )
                )
                self.act(self.lead, Deed.PUT_PAPER, kind=line.code, document=kept.pk)

    def submit(self) -> None:
        """Two people named, what only the customer can say, papers, and in."""
        co = next(each for each in self.desk.staff if Role.RM in each.roles and each.number != self.lead.number)
        self.act(self.lead, Deed.PAIR, co=co.number)
        self.parts.add(co.number)
        self.co = co
        said = {"planned": 150 * WAN, "own_funds": 30 * WAN, "elsewhere": 0}
        conditions = {"permit_needed": False, "co_owned": False, "married": False}
        self.act(self.lead, Deed.TELL, inputs=said, conditions=conditions)
        if self.product == "CREDIT_CARD_LINE":
            self.act(self.lead, Deed.ASK_EXCEPTION, rule="limit_by_hand", reason="电费与工资由现场单据核定")
            self.act(self.other(Role.RISK), Deed.DECIDE_EXCEPTION, rule="limit_by_hand", grant=True, words="单据齐全")
        self.papers(PaperTime.APPLYING)
        self.act(self.lead, Deed.SUBMIT)

    def pre_assess(self) -> None:
        """Step 2."""
        for item in ("PRE3.1", "PRE3.2", "PRE3.3"):
            self.act(self.lead, Deed.ANSWER_ITEM, item=item, said="PASS", evidence="查询回执(样例)")
        self.act(self.lead, Deed.PRE_ASSESS)

    def evaluate(self) -> None:
        """Step 3."""
        for item in ("LOOK.1", "LOOK.2", "LOOK.3", "CHK.1", "CHK.2", "CHK.3"):
            self.act(self.lead, Deed.ANSWER_ITEM, item=item, said="PASS", evidence="现场记录(样例)")
        for method, sales in (("TAKINGS", 936 * WAN), ("STOCK", 1_010 * WAN)):
            self.act(self.lead, Deed.ESTIMATE_SALES, method=method, sales=sales, basis="现场清点与流水(样例)")
        self.act(self.lead, Deed.BUILD_SHEET, lines=list(SHEET))
        self.act(self.co, Deed.CO_SIGN)
        self.act(self.lead, Deed.EVALUATE)

    def review(self) -> None:
        """Two of the three reviews."""
        self.act(self.other(Role.REVIEWER), Deed.REVIEW, kind="IND", verdict="PASSED")
        self.act(self.other(Role.RISK), Deed.REVIEW, kind="RSK", verdict="PASSED")

    def decide(self) -> None:
        """An executive alone, or the committee where there is an exception."""
        case = good(case_for(self.lead, self.case))
        amount = min(case.amount, case.limit or 0)
        if self.product != "CREDIT_CARD_LINE":
            self.act(self.other(Role.EXECUTIVE), Deed.APPROVE, amount=amount, months=12)
            return
        self.call()
        call_members = [each for each in self.desk.staff if each.number in self.members]
        for each in call_members:
            self.act(each, Deed.VOTE, ballot="AGREE")
        chair = self.desk.one(Role.APPROVER, self.parts)
        self.act(chair, Deed.CLOSE_VOTE, minutes="同意(样例纪要)")

    def call(self) -> None:
        """The committee is called."""
        free = [each for each in self.desk.staff if Role.COMMITTEE in each.roles and each.number not in self.parts]
        self.members = {each.number for each in free[:3]}
        caller = self.desk.one(Role.APPROVER, {*self.parts, *self.members})
        case = good(case_for(self.lead, self.case))
        terms = {"amount": min(case.amount, case.limit or 0), "months": 12}
        self.desk.act(caller, Deed.CALL_VOTE, number=self.case, members=sorted(self.members), **terms)

    def sign(self) -> None:
        """Drawn from the template and signed before the lead."""
        good(contract_for(self.desk.now(self.lead), self.case))
        self.act(self.lead, Deed.SIGN, way="FACE_TO_FACE", signer="借款人(样例)", witness=self.lead.number)

    def clear(self) -> None:
        """The third review and the auditor's yes."""
        self.papers(PaperTime.SIGNING, PaperTime.CLEARING)
        self.act(self.other(Role.COMPLIANCE), Deed.REVIEW, kind="CTR", verdict="PASSED")
        self.act(self.other(Role.DISB_AUDITOR), Deed.CLEAR)

    def to(self, end: str, amount: int) -> None:
        """As far as `end`."""
        self.ask(amount)
        steps = (
            ("TARGETED", self.target), ("SUBMITTED", self.submit), ("PRE_ASSESSED", self.pre_assess),
            ("EVALUATED", self.evaluate), ("REVIEWED", self.review), ("VOTING", self.call), ("APPROVED", self.decide),
            ("SIGNED", self.sign), ("CLEARED", self.clear),
        )  # fmt: skip
        order = ["PROSPECT", *(name for name, _ in steps)]
        for name, step in steps:
            if order.index(name) > order.index(end) or (name == "VOTING" and end != "VOTING"):
                continue
            step()


def before_the_close(day: date) -> list[tuple[str, str]]:
    """Walk them up to the money. Answers the cleared ones with their product, for the day after."""
    desk = _desk(day)
    found = _borrowers(desk, len(ENDS) + CARDS)
    contests.open_one(desk.one(Role.EXECUTIVE), day, (manager for manager, _, _ in found))
    cleared: list[tuple[str, str]] = []
    for place, (manager, customer, account) in enumerate(found):
        card = place >= len(ENDS)
        walk = Walk(desk, manager, customer, account, "CREDIT_CARD_LINE" if card else "PACKAGING_LOAN")
        end = "CLEARED" if card else ENDS[place]
        desk.hour = 8.0 + 0.01 * place
        walk.to(end, (30 + place) * WAN)
        if end == "CLEARED":
            cleared.append((walk.case, walk.product))
    return cleared


def after_the_close(day: date, cleared: list[tuple[str, str]]) -> None:
    """Money for what was cleared, cards with draws on them; all in the first hour of the day."""
    desk = _desk(day)
    desk.hour = 0.1
    payer = desk.one(Role.ACCOUNTANT)
    for place, (case, product) in enumerate(cleared):
        if product != "CREDIT_CARD_LINE":
            if place:  # one stays cleared, for whoever looks at that desk
                good(paying.pay(desk.now(payer), case, f"sample/{case}"))
            continue
        good(cards.open_from_case(desk.now(payer), case, f"sample/{case}"))
        row = good(case_for(payer, case))
        wish = Wish(row.customer.number, (4 + place) * WAN, "WORKING_CAPITAL", "临时进货", True)
        at = desk.now(payer).at
        # The draw is timed by the machine's clock, which is years away from the sample's: it is asked by that clock too.
        good(flash(business_date=day, at=at, key=f"sample/{case}", wish=wish, asked_at=clock.now()))
