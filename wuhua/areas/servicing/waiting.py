"""业务指令 as the orders desk lists them: on notes the officer may see, those that wait first. Rights are in `actions.orders`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.models import LoanNote, NoteEvent, NoteOrder
from wuhua.areas.servicing.rules import OrderState, Said, Verb
from wuhua.core.refuse import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """One page of orders, oldest waiting first or newest decided first."""

    rows: list[NoteOrder]
    count: int
    page: int

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def _seen(officer: Officer) -> QuerySet[NoteOrder]:
    if scope_of(officer) is Scope.ALL:
        return NoteOrder.objects.all()
    return NoteOrder.objects.filter(note__in=pages.notes_for(officer).values("number"))


@dataclass(frozen=True, slots=True)
class Aimed:
    """The business an order asks to take back, as people know it. The amount in fen."""

    day: date
    kind: str
    amount: int


def aims_of(orders_: Iterable[NoteOrder]) -> dict[int, Aimed]:
    """What these orders aim at, by event id. One query, however many; none where nothing is to be taken back."""
    wanted = {int(each.said["event"]) for each in orders_ if each.said.get("event")}
    found = NoteEvent.objects.filter(id__in=wanted) if wanted else ()
    return {each.pk: Aimed(each.value_day, each.kind, each.amount or 0) for each in found}


def orders_page(
    officer: Officer, *, state: OrderState | None = None, note: str = "", mine: bool = False, page: int = 1
) -> OrdersPage:
    """Orders this officer may see; those of a repricing day wait on its own page. Two queries."""
    found = _seen(officer) if note else _seen(officer).exclude(verb=Verb.REPRICE, state=OrderState.ASKED)
    if state is not None:
        found = found.filter(state=state)
    if note:
        found = found.filter(note=note)
    if mine:
        found = found.filter(asked_by=officer.number)
    order = ("asked_on", "id") if state is OrderState.ASKED else ("-id",)
    count = found.count()
    page = min(max(1, page), max(1, -(-count // PAGE)))
    return OrdersPage(list(found.order_by(*order)[(page - 1) * PAGE : page * PAGE]), count, page)


def order_for(officer: Officer, number: int) -> NoteOrder | None:
    """One order; None when it does not exist or its note is not for this officer to see."""
    return _seen(officer).filter(pk=number).first()


def customer_names(notes: set[str]) -> dict[str, str]:
    """Whose notes they are, by note number; for rows the officer was let in to see."""
    return dict(LoanNote.objects.filter(number__in=notes).values_list("number", "customer__name"))


def may_decide(officer: Officer, order: NoteOrder) -> bool:
    """Whether the buttons are for this officer: his post, somebody else's order, nobody decided yet."""
    return (
        order.state == OrderState.ASKED
        and order.asked_by != officer.number
        and officer.holds(*orders.deciders(Verb(order.verb)))
    )


def may_withdraw(officer: Officer, order: NoteOrder) -> bool:
    """One's own, while it waits."""
    return order.state == OrderState.ASKED and order.asked_by == officer.number


def works_here(officer: Officer) -> bool:
    """Whether the orders desk has anything for this officer: who may ask for a verb or decide about one."""
    return any(officer.holds(*right.asks, *orders.deciders(verb)) for verb, right in orders.RIGHTS.items())


def days_waiting(order: NoteOrder, day: date) -> int:
    """How long an order has been lying."""
    return (day - order.asked_on).days


def said_now(order: NoteOrder, day: date) -> Said:
    """What an approval of today would do: money that was asked for on an earlier day keeps that day as its value day."""
    said = Said.of(order.said)
    if said.day is None and order.asked_on < day and not orders.RIGHTS[Verb(order.verb)].decides:
        return Said.of({**order.said, "day": order.asked_on.isoformat()})
    return said


def preview_now(officer: Officer, order: NoteOrder, day: date) -> Preview | Refused:
    """The order's preview as of today, beside what was asked."""
    said = said_now(order, day)
    return orders.preview(officer, business_date=day, verb=Verb(order.verb), note=order.note, said=said)
