"""Verbs of 名单制: a list is made or drawn from a radiating point; walk-ins are added first; entries move by the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.rules import CustomerKind, check_identity, check_phone
from wuhua.areas.market import read, rules
from wuhua.areas.market.actions.common import locked, move, owned_elsewhere, record, unless_owned
from wuhua.areas.market.models import CustomerFile, EntryStep, ListEntry, Survey, TargetList
from wuhua.areas.market.rules import EntryState, EntryVerb, ListSource, MarketRefusal, PartyKind, Tint
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal, ZoneKind
from wuhua.core.refuse import Refused
from wuhua.platform import clock, numbering, secrets

# --- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody for a list. `customer` is our own number where there is one; degrees are millionths."""

    kind: PartyKind
    name: str
    credit_code: str = ""
    customer: str = ""
    zone: str = ""
    address: str = ""
    phone: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None

    @property
    def key(self) -> str:
        """What makes it the same party elsewhere."""
        return rules.party_key(self.name, self.credit_code, self.customer, self.zone)


@transaction.atomic
def make_list(
    *,
    actor: Officer,
    business_date: date,
    name: str,
    source: ListSource,
    about: str,
    parties: Sequence[NewParty],
    batch: str = "",
) -> TargetList | Refused:
    """建名单: parties that stand on no list yet, each for the manager of its zone, else for nobody until given out."""
    refused = rules.may_lead(actor) or rules.check_text(name, "名单名称", "name")
    if refused is not None:
        return refused
    known = read.held_keys(each.key for each in parties)
    fresh = list({each.key: each for each in parties if each.key not in known}.values())
    if not fresh:
        return Refused(
            MarketRefusal.NOTHING_TO_LIST, "没有可列入的客户:都已在名单中,或一个也没有。", "请换一个来源。", "source"
        )
    leads = people.zone_leads({each.zone for each in fresh if each.zone}, business_date)

    # After this line the list must stand.
    number = f"MD{business_date:%Y%m%d}{numbering.next_number('target_list'):04d}"
    made = TargetList.objects.create(
        number=number, name=name.strip(), source=source, about=about, batch=batch or number, made_on=business_date,
        made_by=actor.number,
    )  # fmt: skip
    rows = [_entry(made, each, business_date, leads.get(each.zone)) for each in fresh]
    found = unless_owned(lambda: ListEntry.objects.bulk_create(rows))
    if isinstance(found, Refused):
        transaction.set_rollback(True)
        return found
    record(
        actor.number, business_date, "list_made", f"list:{number}",
        {"source": source, "about": about, "entries": len(rows), "owned": sum(1 for x in rows if x.owner_id)},
    )  # fmt: skip
    return made


def _entry(made: TargetList, party: NewParty, on: date, owner: str | None) -> ListEntry:
    state = EntryState.ASSIGNED if owner else EntryState.NEW
    return ListEntry(
        list=made, party_kind=party.kind, party_name=party.name.strip(), credit_code=party.credit_code,
        customer=party.customer, party_key=party.key, zone_id=party.zone or None, address=party.address,
        phone_sealed=secrets.seal(party.phone) if party.phone else "",
        phone_masked=secrets.mask_phone(party.phone) if party.phone else "", longitude=party.longitude,
        latitude=party.latitude, owner_id=owner, state=state, reached=rules.REACHED[state], added_on=on,
    )  # fmt: skip


def draw_list(*, actor: Officer, business_date: date, zone: str, name: str = "") -> TargetList | Refused:
    """以园区、市场、商厦为辐射点 (A68): everybody met or kept in the point and its cells who stands on no list yet."""
    refused = rules.may_lead(actor)
    if refused is not None:
        return refused
    point = people.zone_of(zone)
    source = rules.POINTS.get(ZoneKind(point.kind)) if point is not None else None
    if point is None or source is None:
        return Refused(
            MarketRefusal.NOT_A_RADIATING_POINT, "名单只能从园区、市场或商厦生成。", "请选择一个辐射点。", "zone"
        )
    parties = around(actor, people.zones_under(zone))
    title = name or f"{point.name}名单({business_date:%Y-%m-%d})"
    return make_list(actor=actor, business_date=business_date, name=title, source=source, about=zone, parties=parties)


def around(actor: Officer, zones: Sequence[str]) -> list[NewParty]:
    """Parties of the zones: customers the officer may see, and everybody a survey met there. Two queries."""
    kept = [
        NewParty(_kind(each.kind), each.name, customer=each.number, zone=each.zone)
        for each in customers.visible_to(actor).filter(zone__in=zones).order_by("number")
    ]
    met = Survey.objects.filter(zone__in=zones, customer="").order_by("party_name", "-visited")
    return kept + [
        NewParty(
            PartyKind(each.party_kind), each.party_name, each.credit_code, zone=each.zone_id, longitude=each.longitude,
            latitude=each.latitude,
        )
        for each in met
    ]  # fmt: skip


def _kind(kind: str) -> PartyKind:
    return PartyKind.ENTERPRISE if kind in (CustomerKind.ENTERPRISE, CustomerKind.FARM_ENTITY) else PartyKind.MERCHANT


@transaction.atomic
def add_walk_in(*, actor: Officer, business_date: date, party: NewParty) -> ListEntry | Refused:
    """随到客户: put on the officer's own list first, so that there is no lending outside lists."""
    return _own_list(actor, business_date, party, ListSource.WALK_IN, "随到客户")


def add_counterparty(*, actor: Officer, business_date: date, party: NewParty) -> ListEntry | Refused:
    """A lead taken up goes on the officer's own list of counterparties. Inside the caller's transaction."""
    return _own_list(actor, business_date, party, ListSource.COUNTERPARTIES, "上下游挖潜")


_PREFIX = {ListSource.WALK_IN: "SD", ListSource.COUNTERPARTIES: "SX"}


def _own_list(
    actor: Officer, business_date: date, party: NewParty, source: ListSource, title: str
) -> ListEntry | Refused:
    refused = rules.may_work(actor)
    checked = refused or _checked(actor, party, business_date)
    if isinstance(checked, Refused):
        return checked
    holder = read.holder(checked.key)
    if holder is not None:
        if holder != actor.number:
            return owned_elsewhere()
        return Refused(MarketRefusal.LISTED_ALREADY, "该客户已在您的名单中。", "请从名单中打开。", "party_name")

    # After this line the party must be on the list.
    own, _ = TargetList.objects.get_or_create(
        number=f"{_PREFIX[source]}-{actor.number}",
        defaults={
            "name": f"{title}({actor.name})", "source": source, "about": actor.number, "batch": source.value,
            "made_on": business_date, "made_by": actor.number,
        },
    )  # fmt: skip
    again = ListEntry.objects.select_for_update().filter(list=own, party_key=checked.key).first()
    if again is not None:
        back = rules.next_state(EntryVerb.REOPEN, EntryState(again.state), again.reached)
        if isinstance(back, Refused):
            return back
        again.reason, again.owner_id, again.reached = "", actor.number, rules.REACHED[back]
        return move(again, actor=actor.number, business_date=business_date, verb=EntryVerb.REOPEN, to=back)

    def write() -> ListEntry:
        made = _entry(own, checked, business_date, actor.number)
        made.save(force_insert=True)
        return made

    made = unless_owned(write)
    if isinstance(made, Refused):
        return made
    EntryStep.objects.create(
        entry=made, business_date=business_date, recorded_at=clock.now(), actor=actor.number, verb=EntryVerb.ASSIGN,
        before=EntryState.NEW, after=EntryState.ASSIGNED, words=title,
    )  # fmt: skip
    record(actor.number, business_date, "walk_in_added", f"entry:{made.pk}", {"source": source})
    return made


def _checked(actor: Officer, party: NewParty, on: date) -> NewParty | Refused:
    """Written once, known zones, a code and a phone that can be."""
    if not party.name.strip():
        return Refused(MarketRefusal.NAME_MISSING, "没有填写客户名称。", "请按招牌或证照填写。", "party_name")
    refused = rules.check_text(party.name, "客户名称", "party_name") or rules.check_text(
        party.address, "地址", "address", needed=False
    )
    if refused is not None:
        return refused
    code = check_identity(CustomerKind.ENTERPRISE, party.credit_code, on) if party.credit_code.strip() else None
    if isinstance(code, Refused):
        return Refused(MarketRefusal.CODE_WRONG, code.reason, "请按营业执照核对 18 位代码。", "credit_code")
    phone = check_phone(party.phone)
    if isinstance(phone, Refused):
        return phone
    if party.zone and people.zone_of(party.zone) is None:
        return Refused(MarketRefusal.ZONE_UNKNOWN, f"没有网格 {party.zone}。", "请从网格中选择。", "zone")
    if party.customer and isinstance(customers.customer_for(actor, party.customer), Refused):
        return Refused(MarketRefusal.CUSTOMER_UNKNOWN, "没有这个客户,或您无权查看。", "请核对客户编号。", "customer")
    return replace(party, name=party.name.strip(), credit_code=code.number if code else "", phone=phone)


# --- entries ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(*, actor: Officer, business_date: date, entries: Iterable[int], owner: str) -> list[ListEntry] | Refused:
    """分配与移交: entries go to a manager; those that had one go on with where they stand. All of them or none."""
    refused = rules.may_lead(actor)
    if refused is not None:
        return refused
    to = people.officer(owner.strip(), business_date)
    if to is None or not to.holds(*rules.FRONT):
        return Refused(MarketRefusal.OWNER_UNKNOWN, f"没有在岗的客户经理 {owner}。", "请核对工号。", "owner")
    wanted = sorted(set(entries))
    rows = list(read.entries(actor).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("id"))
    if not rows or len(rows) != len(wanted):
        return read.no_entry()
    for each in rows:
        verb = EntryVerb.ASSIGN if each.owner_id is None else EntryVerb.HAND_ON
        state = rules.next_state(verb, EntryState(each.state))
        if isinstance(state, Refused):
            return state

    # After this line every one of them must be handed over.
    def write() -> list[ListEntry]:
        for each in rows:
            verb = EntryVerb.ASSIGN if each.owner_id is None else EntryVerb.HAND_ON
            state = rules.next_state(verb, EntryState(each.state))
            assert not isinstance(state, Refused)  # noqa: S101 (asked above, under the same lock)
            each.owner_id = to.number
            move(each, actor=actor.number, business_date=business_date, verb=verb, to=state, words=to.number)
        return rows

    return unless_owned(write)


@transaction.atomic
def leave(*, actor: Officer, business_date: date, entry: int, verb: EntryVerb, reason: str) -> ListEntry | Refused:
    """无意向 or 不予准入: out of the list, for a reason; the funnel still counts how far they came."""
    found = _at_work(actor, entry)
    if isinstance(found, Refused):
        return found
    to = rules.next_state(verb, EntryState(found.state))
    if isinstance(to, Refused):
        return to
    refused = rules.check_text(reason, "原因", "reason")
    if refused is not None:
        return refused

    # After this line the party must be off the list.
    found.reason = reason.strip()
    return move(found, actor=actor.number, business_date=business_date, verb=verb, to=to, words=reason)


@transaction.atomic
def reopen(*, actor: Officer, business_date: date, entry: int) -> ListEntry | Refused:
    """重新跟进: whoever did not want then stands again where they left, with the same owner."""
    found = _at_work(actor, entry)
    if isinstance(found, Refused):
        return found
    to = rules.next_state(EntryVerb.REOPEN, EntryState(found.state), found.reached)
    if isinstance(to, Refused):
        return to

    # After this line the entry must be alive.
    def write() -> ListEntry:
        found.owner_id, found.reason = found.owner_id or actor.number, ""
        found.reached = rules.REACHED[to]
        return move(found, actor=actor.number, business_date=business_date, verb=EntryVerb.REOPEN, to=to)

    return unless_owned(write)


@transaction.atomic
def grade(*, actor: Officer, business_date: date, entry: int, tint: Tint, reason: str) -> ListEntry | Refused:
    """白灰黑: with the reason, by a leader or risk, never by the owner."""
    found = read.entry_for(actor, entry)
    if isinstance(found, Refused):
        return found
    found = locked(found)
    refused = rules.may_grade(actor, found.owner_id) or rules.check_text(reason, "认定原因", "reason")
    if refused is not None:
        return refused

    # After this line the tint must stand.
    before = {"tint": found.tint, "reason": found.tint_reason}
    found.tint, found.tint_reason = tint.value, reason.strip()
    found.save(update_fields=["tint", "tint_reason"])
    after = {"tint": tint, "reason": reason.strip()}
    record(actor.number, business_date, "entry_graded", f"entry:{found.pk}", after, before)
    return found


@transaction.atomic
def build_file(
    *, actor: Officer, business_date: date, entry: int, customer: str, filled: int = 0, mandatory: int = 0
) -> ListEntry | Refused:
    """建档: the party has its customer file, complete enough and on a located visit (A73). Without counts the file itself
    is counted."""
    found = _at_work(actor, entry)
    if isinstance(found, Refused):
        return found
    to = rules.next_state(EntryVerb.BUILD_FILE, EntryState(found.state))
    if isinstance(to, Refused):
        return to
    kept = customers.customer_for(actor, customer.strip())
    if isinstance(kept, Refused):
        return Refused(
            MarketRefusal.CUSTOMER_UNKNOWN,
            "没有这个客户,或您无权查看。",
            "请先建立客户档案,再填写客户编号。",
            "customer",
        )
    complete_pct = compliance.whole("FILE_COMPLETE_PCT", business_date)
    counted = customers.filled(kept.number, business_date) if mandatory == 0 else None
    if counted is not None:
        filled, mandatory = counted.filled, counted.mandatory
    survey = _located_survey(found)
    if survey is None or not (0 <= filled <= mandatory and mandatory > 0):
        return _incomplete(complete_pct)
    if not rules.counts_as_built(filled, mandatory, True, complete_pct):
        return _incomplete(complete_pct)

    # After this line the file must count.
    CustomerFile.objects.create(
        number=f"DX{numbering.next_number('market_file'):08d}", survey=survey, party_kind=found.party_kind,
        filled=filled, mandatory=mandatory, filed=business_date,
    )  # fmt: skip
    found.customer = kept.number
    return move(found, actor=actor.number, business_date=business_date, verb=EntryVerb.BUILD_FILE, to=to)


def _located_survey(entry: ListEntry) -> Survey | None:
    rows = Survey.objects.filter(visit__entry=entry, longitude__isnull=False, latitude__isnull=False)
    return rows.order_by("-visited").first()


def _incomplete(complete_pct: int) -> Refused:
    return Refused(
        MarketRefusal.FILE_INCOMPLETE,
        f"档案完整度不到 {complete_pct}%,或没有带位置的走访记录。",
        "请补齐必填项,并在现场走访一次。",
        "filled",
    )


@transaction.atomic
def grant(*, actor: Officer, business_date: date, entry: int) -> ListEntry | Refused:
    """授信: the customer's file carries a line."""
    found = _at_work(actor, entry)
    if isinstance(found, Refused):
        return found
    to = rules.next_state(EntryVerb.GRANT, EntryState(found.state))
    if isinstance(to, Refused):
        return to
    kept = customers.customer_for(actor, found.customer)
    if isinstance(kept, Refused) or not kept.credit_line:
        return Refused(MarketRefusal.LINE_MISSING, "客户档案上没有授信额度。", "请先办理授信。", "customer")

    # After this line the entry must stand at its line.
    return move(found, actor=actor.number, business_date=business_date, verb=EntryVerb.GRANT, to=to)


@transaction.atomic
def mark_granted(*, actor: str, business_date: date, entries: Iterable[int]) -> int:
    """授信: a later room says that these entries' customers carry a line. Answers how many moved."""
    rows = list(
        ListEntry.objects.select_for_update().filter(pk__in=list(entries), state=EntryState.FILED).order_by("id")
    )
    for each in rows:
        move(each, actor=actor, business_date=business_date, verb=EntryVerb.GRANT, to=EntryState.CREDIT)
    return len(rows)


@transaction.atomic
def mark_drawn(*, actor: str, business_date: date, customer: str) -> int:
    """用信: a later room says that this customer drew. Answers how many entries moved; one that is not there is no fault."""
    rows = list(ListEntry.objects.select_for_update().filter(customer=customer, state=EntryState.CREDIT))
    for each in rows:
        move(each, actor=actor, business_date=business_date, verb=EntryVerb.DRAW_DOWN, to=EntryState.DRAWN)
    return len(rows)


@transaction.atomic
def phone_of(*, actor: Officer, business_date: date, entry: int) -> str | Refused:
    """The whole number to call, as far as the table of sight lets the officer; every look is one audit row."""
    found = read.entry_for(actor, entry)
    if isinstance(found, Refused):
        return found
    if not read.may_phone(actor, found):
        return Refused(
            MarketRefusal.NOT_OF_THIS_POST, "没有可查看的电话,或您的岗位无权查看。", "请由客户经理联系。", "phone"
        )

    # After this line the number is shown, so the trace is written first.
    after = {"field": Personal.PHONE, "reason": "电话联系名单客户"}
    record(actor.number, business_date, "phone_shown", f"entry:{found.pk}", after)
    return secrets.open_(found.phone_sealed)


def _at_work(actor: Officer, entry: int) -> ListEntry | Refused:
    """The entry in hand, for somebody of the front office who may see it."""
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    found = read.entry_for(actor, entry)
    return found if isinstance(found, Refused) else locked(found)
