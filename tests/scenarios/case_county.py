"""What the scenarios of the five steps share: a county with a person for every part, and one case walked as far as wanted.

甲 (JZ1) leads, 乙 (JZ2) goes along; 己 reviews indicators, 庚 risk, 辛 contracts; 壬 approves, 癸 audits the money, 子 pays;
丑, 寅, 卯 sit on the committee; 丁 leads the centre, 戊 is an executive, 辰 leads the outlet of 甲.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.scenarios.market_county import GREENHOUSE, HERE, county, photo
from tests.scenarios.small_county import DAY, FIRM, holding
from tests.town import Town, open_town
from wuhua.areas.backing import actions as backing
from wuhua.areas.backing.actions.chain import NewConfirmation
from wuhua.areas.backing.read import asked
from wuhua.areas.backing.rules import ConfirmationKind, Party
from wuhua.areas.backing.rules.pools import PoolTerms
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer import actions as customer
from wuhua.areas.customer.models import AccountFlow, Customer, PowerRecord, TaxRecord, WageRecord
from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.exposure.rules import Owes
from wuhua.areas.market import actions as market
from wuhua.areas.market.rules import PartyKind
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.actions.signing import Drawn, draw_contract
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read.figures import Outside
from wuhua.areas.origination.read.papers import lines
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import actions as product
from wuhua.areas.servicing import loading
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.core.refuse import Refused

MORNING = datetime(2018, 9, 30, 8, 30, tzinfo=HERE)
ACCOUNT = "622800000001"
WAN = 1_000_000
POOL_TERMS = PoolTerms(5, 200, 3, ((Party.FIRM, 10_000), (Party.GOV, 5_000)))
POSTS: dict[str, tuple[str, Role]] = {
    "ind": ("JZ6", Role.REVIEWER), "rsk": ("JZ7", Role.RISK), "ctr": ("JZ8", Role.COMPLIANCE),
    "approver": ("JZ9", Role.APPROVER), "auditor": ("JZ10", Role.DISB_AUDITOR), "payer": ("JZ11", Role.ACCOUNTANT),
    "c1": ("JZ12", Role.COMMITTEE), "c2": ("JZ13", Role.COMMITTEE), "c3": ("JZ14", Role.COMMITTEE),
    "outlet": ("JZ15", Role.OUTLET_HEAD), "lead": ("JZ1", Role.RM), "co": ("JZ2", Role.RM),
    "centre": ("JZ4", Role.SME_CENTER_HEAD), "boss": ("JZ5", Role.EXECUTIVE),
}  # fmt: skip
OUTSIDE = Outside(
    owed=lambda numbers: {each: Owes() for each in numbers}, accounts=lambda _: [ACCOUNT], backed=asked.backed,
    stands=asked.stands,
)  # fmt: skip
ASKED: dict[str, Any] = {
    "customer": "C1", "product": "PACKAGING_LOAN", "amount": 50 * WAN, "months": 12, "purpose": "WORKING_CAPITAL",
    "use": "采购瓦楞纸", "security": "GUARANTEE", "method": "interest_only", "account": ACCOUNT,
}  # fmt: skip


def bank() -> None:
    """Everybody at work, parameters, products, capital, and a year of records of the firm C1."""
    county()
    product.ensure_seeded(actor="JZ4", business_date=DAY)
    compliance.put_capital(
        actor="JZ4", business_date=DAY, net_capital=100_000_000_00, net_tier1=90_000_000_00, source="季报"
    )
    for place, (number, role) in enumerate(POSTS.values()):
        Staff.objects.get_or_create(
            number=number,
            defaults={
                "name": "己庚辛壬癸子丑寅卯辰"[place % 10], "position": "岗位", "joined": date(2015, 1, 1),
                "branch_id": "B1" if role is Role.OUTLET_HEAD else "B3",
            },
        )  # fmt: skip
        if not StaffRole.objects.filter(staff_id=number, role=role).exists():
            StaffRole.objects.create(staff_id=number, role=role, from_day=date(2015, 1, 1))
    records()


def open_bank() -> Town:
    """The same people with the books open, and a settlement account of C1."""
    found = open_town(DAY)
    bank()
    SettlementAccount.objects.create(
        id=1, number=ACCOUNT, customer=Customer.objects.get(number="C1"), branch="B1",
        shard=loading.shard_of(ACCOUNT), opened=DAY,
    )  # fmt: skip
    return found


def stand_behind() -> None:
    """A risk pool ZB1 with its agreement (5 times, 2 %, 3 days; the firms bear first, then the government half) and 100 万 of
    the government's money and 2 万 of C1's; a core firm HX1 that will pay C1 100 万 in September 2019.
    """
    for code, name, kind in (("ZB1", "重点中小企业池", "pool"), ("HX1", "某某饮料集团", "core")):
        at = {"actor": who("centre"), "business_date": DAY, "code": code, "name": name}
        good(backing.open_pool(**at, government="县财政局") if kind == "pool" else backing.open_core_firm(**at))
    new = backing.NewAgreement("ZB-2018-1", DAY, DAY, date(2020, 9, 30), POOL_TERMS)
    good(backing.sign_agreement(actor=who("centre"), business_date=DAY, code="ZB1", new=new))
    for party, fen in ((Party.GOV, 100 * WAN), (Party.FIRM, 2 * WAN)):
        good(backing.pay_in(actor=who("payer"), business_date=DAY, code="ZB1", party=party, amount=fen, customer="C1"))
    said = NewConfirmation("QR1", "C1", ConfirmationKind.RECEIVABLE, 100 * WAN, date(2019, 9, 15))
    good(backing.confirm(actor=who("rsk"), business_date=DAY, code="HX1", new=said))


def on_the_list() -> None:
    """C1 stands on the list of its market, as 甲 came upon it."""
    new = market.NewParty(PartyKind.MERCHANT, Customer.objects.get(number="C1").name, zone="M11", customer="C1")
    good(market.add_walk_in(actor=who("lead"), business_date=DAY, party=new))


def records() -> None:
    """Power 36 万 and wages 120 万 a year; the tax house knows two years of it, grade B and no arrears."""
    months = [(2016 + (9 + k) // 12, (9 + k) % 12 + 1) for k in range(24)]
    name = Customer.objects.get(number="C1").name
    origin = {"batch": "t", "source": "t", "as_of": DAY, "checksum": "0" * 64, "received_at": MORNING, "consent": "SQ1"}
    for year, month in months:
        at = date(year, month, 1)
        PowerRecord.objects.create(account="P1", name=name, month=at, cost=3 * WAN, **origin)
        WageRecord.objects.create(credit_code=FIRM, month=at, wage_total=10 * WAN, **origin)
        TaxRecord.objects.create(credit_code=FIRM, month=at, vat_paid=2 * WAN, arrears=0, grade="B", **origin)
        AccountFlow.objects.create(
            number=f"F{year}{month}", account=ACCOUNT, day=at, side="IN", amount=80 * WAN, kind="TRANSFER",
            counterparty="某某食品厂", **origin,
        )  # fmt: skip


def who(post: str) -> Officer:
    """The person of a post, in that post and no other."""
    number, role = POSTS[post]
    return holding(number, role)


def now(post: str | Officer, hours: float = 0.0, day: date = DAY) -> Now:
    """That person, so many hours after the morning of the day."""
    actor = who(post) if isinstance(post, str) else post
    at = MORNING + (day - DAY) + timedelta(hours=hours)
    return Now(actor, day, at)


_keys = iter(range(10**9))


def act(post: str | Officer, deed: Deed, hours: float = 0.0, outside: Outside = OUTSIDE, **said: Any) -> Any:
    """One deed through the door, under a key of its own."""
    return do(deed, now=now(post, hours), key=f"k{next(_keys)}", said=said, outside=outside)


def good(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


def no(answer: Any, name: Any) -> Refused:
    assert isinstance(answer, Refused), answer
    assert answer.name is name, answer
    return answer


def paper(kind: str, number: str = "C1", **more: Any) -> int:
    """A file of the customer; a lease says until when."""
    if kind == "LEASE":
        more.setdefault("expires", date(2020, 9, 30))
    new = customer.NewPaper(kind, f"{kind}.pdf", [b"%PDF " + kind.encode()], "application/pdf", **more)
    return int(good(customer.add_document(actor=who("lead"), business_date=DAY, number=number, paper=new)).pk)


def papers(case: str, kinds: Sequence[str], post: str = "lead") -> None:
    for kind in kinds:
        good(act(post, Deed.PUT_PAPER, number=case, kind=kind, document=paper(kind)))


APPLYING = (
    "ID_CARD", "LOAN_APPLY", "CREDIT_AUTH", "BIZ_LICENSE", "PREMISE_PROOF", "BANK_FLOW", "ORDERS", "PURCHASE_CONTRACT",
    "POWER_BILLS", "GUARANTOR_ID", "GUARANTOR_CONSENT",
)  # fmt: skip
SIGNING = ("GUARANTEE_CONTRACT", "SIGN_RECORD", "INTERVIEW_RECORD", "SELF_PAY_CLAUSE")
PRE3 = ("PRE3.1", "PRE3.2", "PRE3.3")
STEP3 = ("LOOK.1", "LOOK.2", "LOOK.3", "CHK.1", "CHK.2", "CHK.3")
SHEET = (
    {"side": "ASSET", "name": "设备", "amount": 80 * WAN}, {"side": "ASSET", "name": "存货", "amount": 40 * WAN},
    {"side": "DEBT", "name": "应付货款", "amount": 30 * WAN}, {"side": "CASH_IN", "name": "月销售", "amount": 75 * WAN},
    {"side": "CASH_OUT", "name": "月支出", "amount": 66 * WAN},
)  # fmt: skip


def visited(customer_number: str = "C1") -> None:
    """甲 was there, with place, time and a photo."""
    new = market.NewVisit(
        key=f"v{next(_keys)}", visited=MORNING, entry=None, at=GREENHOUSE, photos=(photo(),), zone="M11",
        customer=customer_number,
    )  # fmt: skip
    good(market.record_visit(actor=who("lead"), business_date=DAY, new=new))


def ask(**more: Any) -> str:
    return str(good(act("lead", Deed.ASK, **{**ASKED, **more}))["id"])


def answered(case: str, items: Sequence[str], post: str = "lead", hours: float = 1) -> None:
    for item in items:
        good(act(post, Deed.ANSWER_ITEM, hours, number=case, item=item, said="PASS", evidence=f"{item} 的证据"))


def submitted(**more: Any) -> str:
    """Asked, visited, paired, complete, submitted."""
    return submitted_from(ask(**more))


def submitted_from(case: str) -> str:
    """The same for a case that was asked already, whatever of it was done."""
    row = Case.objects.get(pk=case)
    if row.state == "PROSPECT":
        visited()
        good(act("lead", Deed.TARGET, 0.5, number=case))
    if not row.co:
        good(act("lead", Deed.PAIR, number=case, co="JZ2"))
    papers(case, APPLYING)
    good(act("lead", Deed.TELL, number=case, inputs={"planned": 120 * WAN, "own_funds": 20 * WAN}, conditions={
        "permit_needed": False, "co_owned": False, "married": False,
    }))  # fmt: skip
    good(act("lead", Deed.SUBMIT, 1, number=case))
    return case


def pre_assessed(**more: Any) -> str:
    return pre_assessed_from(submitted(**more))


def pre_assessed_from(case: str) -> str:
    answered(case, PRE3)
    good(act("lead", Deed.PRE_ASSESS, 2, number=case))
    return case


def investigated(case: str) -> None:
    """Everything step 3 asks for, but for the verb itself."""
    answered(case, STEP3, hours=3)
    for method, sales in (("POWER", 900 * WAN), ("WAGE", 1000 * WAN)):
        good(act("lead", Deed.ESTIMATE_SALES, 3, number=case, method=method, sales=sales, basis="12 个月票据"))
    good(act("lead", Deed.BUILD_SHEET, 3, number=case, lines=list(SHEET)))
    good(act("co", Deed.CO_SIGN, 3.5, number=case))


def evaluated(**more: Any) -> str:
    return evaluated_from(ask(**more))


def evaluated_from(case: str) -> str:
    pre_assessed_from(submitted_from(case))
    investigated(case)
    good(act("lead", Deed.EVALUATE, 4, number=case))
    return case


def reviewed(**more: Any) -> str:
    return reviewed_from(ask(**more))


def reviewed_from(case: str) -> str:
    evaluated_from(case)
    good(act("ind", Deed.REVIEW, 5, number=case, kind="IND", verdict="PASSED"))
    good(act("rsk", Deed.REVIEW, 5, number=case, kind="RSK", verdict="PASSED"))
    return case


def approved(**more: Any) -> str:
    case = reviewed(**more)
    good(act("boss", Deed.APPROVE, 6, number=case, amount=more.get("amount", 50 * WAN), months=12))
    return case


def signed(**more: Any) -> str:
    return sign_contract(approved(**more))


def sign_contract(case: str) -> str:
    """Drawn and signed face to face before 甲."""
    drawn = Drawn("PACKAGING_LOAN.docx", "0" * 64, "合同.docx", [b"PK contract " + case.encode()])
    good(draw_contract(now("lead", 7), case, f"HT-{case}", drawn))
    good(act("lead", Deed.SIGN, 7, number=case, way="FACE_TO_FACE", signer="某某", witness="JZ1"))
    return case


def cleared(**more: Any) -> str:
    case = signed(**more)
    papers(case, SIGNING)
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))
    papers(case, ("DISBURSE_CHECKLIST",), "lead")
    good(act("auditor", Deed.CLEAR, 8.5, number=case))
    return case


def stands(case: str) -> str:
    return str(Case.objects.get(pk=case).state)


def with_roles(post: str, *roles: Role) -> Officer:
    """The same person in other posts."""
    return replace(who(post), roles=frozenset(roles))


def supply(case: str, *times: PaperTime) -> None:
    """Whatever papers of these times are missing, put them."""
    for line in lines(Case.objects.get(pk=case), DAY):
        if line.state is DocumentState.MISSING and line.time in times:
            good(act("lead", Deed.PUT_PAPER, number=case, kind=line.code, document=paper(line.code)))


def cleared_from(case: str, *, inputs: dict[str, Any], amount: int, months: int) -> None:
    """From the request to the auditor's yes, whatever the product asks for."""
    visited()
    good(act("lead", Deed.TARGET, 0.5, number=case))
    good(act("lead", Deed.PAIR, number=case, co="JZ2"))
    conditions = {"permit_needed": False, "co_owned": False, "married": False}
    good(act("lead", Deed.TELL, number=case, inputs=inputs, conditions=conditions))
    supply(case, PaperTime.APPLYING)
    good(act("lead", Deed.SUBMIT, 1, number=case))
    pre_assessed_from(case)
    investigated(case)
    good(act("lead", Deed.EVALUATE, 4, number=case))
    good(act("ind", Deed.REVIEW, 5, number=case, kind="IND", verdict="PASSED"))
    good(act("rsk", Deed.REVIEW, 5, number=case, kind="RSK", verdict="PASSED"))
    good(act("boss", Deed.APPROVE, 6, number=case, amount=amount, months=months))
    sign_contract(case)
    supply(case, PaperTime.SIGNING, PaperTime.CLEARING)
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))
    good(act("auditor", Deed.CLEAR, 8.5, number=case))
