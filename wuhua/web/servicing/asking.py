"""The form of a verb: only the fields it needs, amounts and rates as a person writes them, a refusal beside its field."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.servicing import offers
from wuhua.areas.servicing.rules import Over, Said, Verb
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.core.terms import PrepayWay
from wuhua.web import labels
from wuhua.web.templatetags.desk import day as shown_day
from wuhua.web.templatetags.desk import yuan

FIELDS: dict[Verb, tuple[str, ...]] = {
    Verb.REPAY: ("amount", "over", "day", "reason"),
    Verb.PREPAY: ("amount", "way", "over", "day", "reason"),
    Verb.SETTLE: ("over", "reason"),
    Verb.DRAW: ("amount", "reason"),
    Verb.RECOVER: ("amount", "over", "day", "reason"),
    Verb.FEE: ("amount", "cost", "day", "reason"),
    Verb.RATE: ("rate", "day", "reason"),
    Verb.MISUSE: ("uplift", "day", "reason"),
    Verb.PAYDAY: ("own_day", "reason"),
    Verb.EXTEND: ("until", "rate", "consent", "reason"),
    Verb.RESTRUCTURE: ("until", "rate", "reason"),
    Verb.ACCELERATE: ("reason",),
    Verb.REVERSE: ("aim", "reason"),
    Verb.WRITE_OFF: ("reason",),
    Verb.MOVE: ("aim", "to", "reason"),
    Verb.RENEW: ("until", "amount", "rate", "number", "contract", "over", "reason"),
    Verb.REPRICE: ("day", "rate"),
}
"""What is asked for with which verb, in the order of the form."""
PLACE = {"event": "aim", "debit": "aim"}


def _typed(kind: str, **more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "inputmode": kind, **more})


def _date() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"})


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class Asking(forms.Form):
    """One verb on one note. `key` is made when the form is first shown; `seen` is what the preview was of."""

    key = forms.CharField(max_length=64, min_length=8, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    amount = forms.CharField(label=gettext_lazy("金额(元)"), max_length=20, required=False, widget=_typed("decimal"))
    rate = forms.CharField(label=gettext_lazy("年利率(%)"), max_length=12, required=False, widget=_typed("decimal"))
    uplift = forms.IntegerField(
        label=gettext_lazy("罚息上浮(%)"), min_value=0, max_value=1000, required=False, widget=_typed("numeric")
    )
    own_day = forms.IntegerField(
        label=gettext_lazy("每月还款日"), min_value=0, max_value=31, required=False, widget=_typed("numeric")
    )
    until = forms.DateField(label=gettext_lazy("新到期日"), required=False, widget=_date())
    aim = forms.ChoiceField(label=gettext_lazy("要冲正的业务"), required=False, widget=_select())
    to = forms.CharField(label=gettext_lazy("转入借据号"), max_length=64, required=False, widget=_typed("text"))
    number = forms.CharField(label=gettext_lazy("新借据号"), max_length=64, required=False, widget=_typed("text"))
    contract = forms.CharField(label=gettext_lazy("新合同号"), max_length=64, required=False, widget=_typed("text"))
    way = forms.ChoiceField(label=gettext_lazy("提前还款方式"), required=False, widget=_select())
    over = forms.ChoiceField(label=gettext_lazy("款项经"), required=False, widget=_select())
    day = forms.DateField(label=gettext_lazy("起息日"), required=False, widget=_date())
    cost = forms.BooleanField(label=gettext_lazy("为实现债权垫付(诉讼费等)"), required=False)
    consent = forms.BooleanField(label=gettext_lazy("保证人已书面同意"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    def __init__(self, verb: Verb, note: Any, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in set(self.fields) - {"key", "seen", *FIELDS[verb]}:
            del self.fields[name]
        self.order_fields(("key", "seen", *FIELDS[verb]))
        self._offer("way", [(each.value, _(labels.name_of("prepay", each.value))) for each in PrepayWay])
        self._offer("over", [(each.value, _(labels.name_of("over", each.value))) for each in Over])
        self._say("day", _("留空为今天;早于今天的,须由另一人复核。"))
        if verb is Verb.EXTEND:
            self._say("rate", _("留空由系统按期限档次计算。"))
        if verb is Verb.RESTRUCTURE:
            self._say("rate", _("留空不变。"))
        if verb is Verb.RENEW:
            self._say("rate", _("留空不变。"))
            self._say("amount", _("留空为原借据余额;不足部分和利息由客户归还。"))
        if "aim" in self.fields:
            found = offers.movable(note, today) if verb is Verb.MOVE else offers.aims(note, today)
            self._offer("aim", [(aim.code, _named(aim)) for aim in found])
        if verb is Verb.MOVE:
            self.fields["aim"].label = _("记错的还款")
        for name in {"cost", "consent"} & set(self.fields):
            self.fields[name].widget.attrs |= {"class": "form-check-input"}
        if note.security != "GUARANTEE":
            self.fields.pop("consent", None)

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def _say(self, name: str, words: str) -> None:
        if name in self.fields:
            self.fields[name].help_text = words

    @property
    def asked(self) -> list[forms.BoundField]:
        """The visible fields, in the order of the verb."""
        return [self[name] for name in self.fields if name not in ("key", "seen")]

    def said(self) -> Said | Refused:
        """What was written, as the rules take it; a refusal where an amount or a rate cannot be read."""
        given = self.cleaned_data
        event, debit = _aim(given.get("aim") or "")
        day = given.get("day")
        try:
            return Said(
                amount=fen_of(given["amount"], "amount") if given.get("amount") else 0,
                rate=Rate.of_pct(given["rate"], "rate").units if given.get("rate") else 0,
                day=None if day == self.today else day,
                until=given.get("until"),
                own_day=given.get("own_day") or 0,
                uplift=given.get("uplift") or 0,
                way=PrepayWay(given.get("way") or PrepayWay.FEWER),
                over=Over(given.get("over") or Over.COUNTER),
                cost=bool(given.get("cost")),
                consent=bool(given.get("consent")),
                event=event,
                debit=debit,
                to=(given.get("to") or "").strip(),
                number=(given.get("number") or "").strip(),
                contract=(given.get("contract") or "").strip(),
                reason=(given.get("reason") or "").strip(),
            )
        except Refuse as no:
            return no.refused

    def refuse(self, no: Refused) -> bool:
        """Put the refusal beside the field it concerns; False when it concerns the whole."""
        place = PLACE.get(no.field or "", no.field or "")
        if place not in self.fields or place in ("key", "seen"):
            return False
        self.add_error(place, f"{no.reason}{no.next_step}")
        return True

    def again(self, *, key: str = "", seen: str = "") -> None:
        """What the form carries when it is shown again: a used key is never sent twice with other words."""
        kept = {name: self.data[name] for name in self.data}
        self.data = kept | {"key": key or kept.get("key") or uuid4().hex, "seen": seen}


def _aim(code: str) -> tuple[int, date | None]:
    kind, _colon, rest = code.partition(":")
    if kind == "debit":
        return 0, date.fromisoformat(rest)
    return (int(rest), None) if kind == "event" else (0, None)


def _named(aim: offers.Aim) -> str:
    kind = "way" if aim.debit else "event"
    return " · ".join((shown_day(aim.day), _(labels.name_of(kind, aim.kind)), yuan(aim.amount) if aim.amount else ""))
