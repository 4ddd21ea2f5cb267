"""Lists, entries, visits, leads and pain points over HTTP: read within one's sight, done once under a key of one's own.

What the phone in the field sends comes here too: a visit carries its photos and its own number as `Idempotency-Key`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status

from wuhua.api import problem
from wuhua.api.v1.market_said import (
    BIGGEST,
    PLAIN,
    AssignIn,
    ContactIn,
    DecisionIn,
    Done,
    DrawIn,
    Drawn,
    Entries,
    Entry,
    FileIn,
    GradeIn,
    LeadOut,
    Leads,
    LeaveIn,
    ListOut,
    PainNew,
    PainOut,
    Pains,
    PartyIn,
    Step,
    VisitDone,
    VisitIn,
    VisitOut,
    Why,
)
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.market import actions, read
from wuhua.areas.market.rules import (
    EntryState,
    EntryVerb,
    LeadState,
    MarketRefusal,
    PainKind,
    PartyKind,
    Tint,
)
from wuhua.areas.people.rules import Officer
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["名单与走访"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
PAGE = Query(1, ge=1, le=100_000)
SHORT = Query("", max_length=64, pattern=PLAIN)
STATUS = {
    MarketRefusal.NOT_OF_THIS_POST: 403,
    MarketRefusal.ENTRY_UNKNOWN: 404,
    MarketRefusal.LIST_UNKNOWN: 404,
    MarketRefusal.LEAD_UNKNOWN: 404,
    MarketRefusal.PAIN_UNKNOWN: 404,
    MarketRefusal.FOLLOW_UP_UNKNOWN: 404,
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
}


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _entry(each: Any) -> dict[str, Any]:
    plain = {
        name: getattr(each, name) for name in Entry.model_fields if name not in ("list", "source", "zone", "owner")
    }
    return {
        **plain,
        "list": each.list_id,
        "source": each.list.source,
        "zone": each.zone_id or "",
        "owner": each.owner_id or "",
    }


def _once(who: Officer, key: str, verb: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    """Once under the officer's key; the answer names the thing and where it stands."""

    def do() -> Any:
        found = act()
        return found if isinstance(found, Refused) else {"id": found.pk, "state": str(found.state)}

    done = actions.once_for(who, key, {"verb": verb, **said}, do)
    return _no(done) if isinstance(done, Refused) else done


# --- lists and entries -----------------------------------------------------------------------------------------------


@router.get("/lists", response={200: list[ListOut], **TROUBLE}, summary="名单清单:本人可见部分的数量与进度")
def lists(request: HttpRequest) -> Any:
    """Every list that holds something the officer may see."""
    who, _ = officer_of(request)
    return [{name: getattr(each, name) for name in ListOut.model_fields} for each in read.overview(who)]


@router.post("/lists", response={201: Drawn, **TROUBLE}, summary="以园区、市场、商厦为辐射点生成名单")
def draw(request: HttpRequest, said: DrawIn, key: Key) -> Any:
    """Everybody there who stands on no list yet."""
    who, day = officer_of(request)

    def act() -> Any:
        made = actions.draw_list(actor=who, business_date=day, zone=said.zone.strip(), name=said.name.strip())
        return made if isinstance(made, Refused) else {"number": made.pk}

    done = actions.once_for(who, key, {"verb": "draw", **said.model_dump(mode="json")}, act)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


@router.get("/funnel", response={200: list[Step], **TROUBLE}, summary="名单漏斗:各步到达、停留、退出,逐级相加")
def funnel(request: HttpRequest, list: str = SHORT, owner: str = SHORT, kind: PartyKind | None = None) -> Any:
    """Over what this officer may see."""
    who, _ = officer_of(request)
    found = read.funnel_of(who, read.Asked(list=list, owner=owner), kind.value if kind else "")
    return [{name: getattr(each, name) for name in Step.model_fields} for each in found]


@router.get("/entries", response={200: Entries, **TROUBLE}, summary="名单客户,每页五十条")
def entries(
    request: HttpRequest,
    list: str = SHORT,
    state: EntryState | None = None,
    owner: str = SHORT,
    tint: Tint | None = None,
    zone: str = SHORT,
    q: str = SHORT,
    page: int = PAGE,
) -> Any:
    """Entries this officer may see, those with a day agreed first."""
    who, _ = officer_of(request)
    asked = read.Asked(list, state.value if state else "", owner, tint.value if tint else "", zone, q, page=page)
    found = read.entry_page(who, asked)
    return {"count": found.count, "page": found.page, "next": found.next, "entries": [_entry(x) for x in found.rows]}


@router.post("/entries", response={201: Done, **TROUBLE}, summary="登记随到客户")
def walk_in(request: HttpRequest, said: PartyIn, key: Key) -> Any:
    """On the officer's own list, before anything else."""
    who, day = officer_of(request)
    done = _once(
        who, key, "walk_in", said.model_dump(mode="json"),
        lambda: actions.add_walk_in(actor=who, business_date=day, party=said.party()),
    )  # fmt: skip
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/entries/assign", response={200: list[int], **TROUBLE}, summary="分配或移交名单客户,全部或一个不动")
def assign(request: HttpRequest, said: AssignIn, key: Key) -> Any:
    """By who leads."""
    who, day = officer_of(request)

    def act() -> Any:
        found = actions.assign(actor=who, business_date=day, entries=said.entries, owner=said.owner)
        return found if isinstance(found, Refused) else {"entries": [each.pk for each in found]}

    done = actions.once_for(who, key, {"verb": "assign", **said.model_dump(mode="json")}, act)
    return _no(done) if isinstance(done, Refused) else done["entries"]


@router.get("/entries/{entry}", response={200: Entry, **TROUBLE}, summary="一个名单客户")
def one(request: HttpRequest, entry: Id) -> Any:
    """Another manager's answers like one that is not there."""
    who, _ = officer_of(request)
    found = read.entry_for(who, entry)
    return _no(found) if isinstance(found, Refused) else _entry(found)


@router.post("/entries/{entry}/contact", response={200: Done, **TROUBLE}, summary="记一次联系")
def contact(request: HttpRequest, entry: Id, said: ContactIn, key: Key) -> Any:
    """A call or a stop."""
    who, day = officer_of(request)
    words = {"actor": who, "business_date": day, "entry": entry, **said.model_dump()}
    what = {"entry": entry, **said.model_dump(mode="json")}
    return _once(who, key, "contact", what, lambda: actions.note_contact(**words))


@router.post(
    "/entries/{entry}/target", response={200: Done, **TROUBLE}, summary="锁定目标:须有带位置、时间、照片的走访"
)
def target(request: HttpRequest, entry: Id, key: Key) -> Any:
    """TARGETED (A40)."""
    who, day = officer_of(request)
    return _once(
        who, key, "target", {"entry": entry}, lambda: actions.target(actor=who, business_date=day, entry=entry)
    )


@router.post("/entries/{entry}/leave", response={200: Done, **TROUBLE}, summary="移出名单:无意向或不予准入")
def leave(request: HttpRequest, entry: Id, said: LeaveIn, key: Key) -> Any:
    """For a reason."""
    who, day = officer_of(request)
    verb = EntryVerb.TURN_DOWN if said.refused_by_bank else EntryVerb.DECLINE
    return _once(
        who, key, "leave", {"entry": entry, **said.model_dump(mode="json")},
        lambda: actions.leave(actor=who, business_date=day, entry=entry, verb=verb, reason=said.reason),
    )  # fmt: skip


@router.post("/entries/{entry}/reopen", response={200: Done, **TROUBLE}, summary="重新跟进无意向客户")
def reopen(request: HttpRequest, entry: Id, key: Key) -> Any:
    """Back to where they left."""
    who, day = officer_of(request)
    return _once(
        who, key, "reopen", {"entry": entry}, lambda: actions.reopen(actor=who, business_date=day, entry=entry)
    )


@router.post("/entries/{entry}/grade", response={200: Done, **TROUBLE}, summary="认定白灰黑")
def grade(request: HttpRequest, entry: Id, said: GradeIn, key: Key) -> Any:
    """By a leader or risk, not by the owner."""
    who, day = officer_of(request)
    return _once(
        who, key, "grade", {"entry": entry, **said.model_dump(mode="json")},
        lambda: actions.grade(actor=who, business_date=day, entry=entry, tint=said.tint, reason=said.reason),
    )  # fmt: skip


@router.post("/entries/{entry}/file", response={200: Done, **TROUBLE}, summary="名单客户建档")
def build_file(request: HttpRequest, entry: Id, said: FileIn, key: Key) -> Any:
    """Complete enough, on a located visit."""
    who, day = officer_of(request)
    return _once(
        who, key, "file", {"entry": entry, **said.model_dump(mode="json")},
        lambda: actions.build_file(
            actor=who, business_date=day, entry=entry, customer=said.customer, filled=said.filled,
            mandatory=said.mandatory,
        ),
    )  # fmt: skip


# --- visits ----------------------------------------------------------------------------------------------------------


@router.post("/visits", response={200: VisitDone, **TROUBLE}, summary="提交一次走访(含照片),同一请求编号只记一次")
def visit(request: HttpRequest, said: VisitIn, key: Key) -> Any:
    """From the page or from a phone that was without a network."""
    who, day = officer_of(request)
    if said.officer and said.officer != who.number:
        return _no(
            Refused(
                MarketRefusal.ANOTHER_OFFICER,
                f"这次走访属于 {said.officer},现在登录的是 {who.number}。",
                "请用走访人自己的账号登录后再提交。",
                "officer",
            )
        )

    def act() -> Any:
        found = actions.record_visit(actor=who, business_date=day, new=said.new(key))
        if isinstance(found, Refused):
            return found
        return {"visit": found.pk, "entry": found.entry_id, "photos": found.photos}

    done = actions.once_for(who, key, {"verb": "visit", **said.model_dump(mode="json")}, act)
    return _no(done) if isinstance(done, Refused) else done


@router.get("/visits", response={200: list[VisitOut], **TROUBLE}, summary="走访记录,新的在前,每页五十条")
def visits(request: HttpRequest, page: int = PAGE) -> Any:
    """Visits of those the officer looks over, and to customers the officer may see."""
    who, _ = officer_of(request)
    return [
        {
            "visit": each.pk,
            "entry": each.entry_id,
            "party_name": each.survey.party_name,
            "customer": each.survey.customer,
            "rm": each.survey.rm_id,
            "visitor_kind": each.visitor_kind,
            "visited": each.survey.visited,
            "located": each.survey.longitude is not None,
            "offline": each.offline,
            "photos": [{"id": x.pk, "caption": x.caption, "digest": x.digest} for x in each.pictures.all()],
        }
        for each in read.visits(who, start=(page - 1) * 50)
    ]


# --- leads -----------------------------------------------------------------------------------------------------------


@router.get("/leads", response={200: Leads, **TROUBLE}, summary="上下游挖潜线索,名称认领前脱敏")
def leads(request: HttpRequest, firm: str = SHORT, state: LeadState = LeadState.SEEN, page: int = PAGE) -> Any:
    """Out of the flows of firms the officer may see."""
    who, _ = officer_of(request)
    count, found = read.leads(who, firm=firm, state=state.value, page=page)
    money = ("paid_in", "paid_out")
    return {
        "count": count,
        "leads": [
            {
                **{name: getattr(x, name) for name in LeadOut.model_fields if name not in money},
                **{name: yuan(getattr(x, name)) for name in money},
            }
            for x in found
        ],
    }


@router.post("/leads/{lead}/take-up", response={200: Done, **TROUBLE}, summary="认领线索,列入本人名单")
def take_up(request: HttpRequest, lead: Id, key: Key) -> Any:
    """The name is shown from now on."""
    who, day = officer_of(request)
    return _once(who, key, "take_up", {"lead": lead}, lambda: actions.take_up(actor=who, business_date=day, lead=lead))


@router.post("/leads/{lead}/let-go", response={200: Done, **TROUBLE}, summary="放弃线索")
def let_go(request: HttpRequest, lead: Id, said: Why, key: Key) -> Any:
    """With the reason."""
    who, day = officer_of(request)
    return _once(
        who, key, "let_go", {"lead": lead, **said.model_dump()},
        lambda: actions.let_go(actor=who, business_date=day, lead=lead, words=said.words),
    )  # fmt: skip


# --- pain points -----------------------------------------------------------------------------------------------------


@router.get("/pains", response={200: Pains, **TROUBLE}, summary="痛点难点登记簿,逾期在前")
def pains(request: HttpRequest, kind: PainKind | None = None, page: int = PAGE) -> Any:
    """Raised by those the officer looks over, or with an action of the officer's own."""
    who, day = officer_of(request)
    found = read.pain_page(who, day, kind=kind.value if kind else "", page=page)
    rows = [
        {
            **{name: getattr(x, name) for name in PainOut.model_fields if name not in ("overdue", "raised_by")},
            "raised_by": x.raised_by_id,
            "overdue": x.due < day and x.state != "SOLVED",
        }
        for x in found.rows
    ]
    return {"count": found.count, "overdue": found.overdue, "page": found.page, "next": found.next, "pains": rows}


@router.post("/pains", response={201: Done, **TROUBLE}, summary="登记痛点难点")
def raise_pain(request: HttpRequest, said: PainNew, key: Key) -> Any:
    """By hand; visits bring their own."""
    who, day = officer_of(request)
    new = actions.NewPain(said.kind, said.words, said.due)
    done = _once(
        who, key, "pain", said.model_dump(mode="json"),
        lambda: actions.raise_pain(
            actor=who, business_date=day, new=new, party_name=said.party_name, customer=said.customer.strip()
        ),
    )  # fmt: skip
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/pains/{pain}/actions", response={201: Done, **TROUBLE}, summary="为痛点安排措施")
def act_on(request: HttpRequest, pain: Id, said: DecisionIn, key: Key) -> Any:
    """With an owner and a day."""
    who, day = officer_of(request)
    done = _once(
        who, key, "act_on", {"pain": pain, **said.model_dump(mode="json")},
        lambda: actions.act_on(
            actor=who, business_date=day, pain=pain, words=said.words, owner=said.owner, due=said.due
        ),
    )  # fmt: skip
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/pains/{pain}/solve", response={200: Done, **TROUBLE}, summary="痛点销号")
def solve(request: HttpRequest, pain: Id, said: Why, key: Key) -> Any:
    """When every action was seen done."""
    who, day = officer_of(request)
    return _once(
        who, key, "solve", {"pain": pain, **said.model_dump()},
        lambda: actions.solve(actor=who, business_date=day, pain=pain, result=said.words),
    )  # fmt: skip


@router.post("/follow-ups/{follow_up}/claim", response={200: Done, **TROUBLE}, summary="跟进事项报完成")
def claim(request: HttpRequest, follow_up: Id, said: Why, key: Key) -> Any:
    """By its owner, on evidence."""
    who, day = officer_of(request)
    return _once(
        who, key, "claim", {"follow_up": follow_up, **said.model_dump()},
        lambda: actions.claim_done(actor=who, business_date=day, follow_up=follow_up, evidence=said.words),
    )  # fmt: skip


@router.post("/follow-ups/{follow_up}/see", response={200: Done, **TROUBLE}, summary="跟进事项核销")
def see(request: HttpRequest, follow_up: Id, key: Key) -> Any:
    """By somebody else."""
    who, day = officer_of(request)
    return _once(
        who, key, "see", {"follow_up": follow_up},
        lambda: actions.see_done(actor=who, business_date=day, follow_up=follow_up),
    )  # fmt: skip
