"""Forms about hand-overs: the list's filters, and the terms of a note the core is to make."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.corelink import read
from wuhua.areas.corelink.rules import HandOverState
from wuhua.areas.people import read as people
from wuhua.areas.product import read as products
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.actions import NoteTerms
from wuhua.areas.servicing.rules import DayCount, Method, Security, Settlement
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import labels


def _named(kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(code.value, _(labels.name_of(kind, code.value))) for code in codes]


class HandOvers(forms.Form):
    """What the list of hand-overs can be narrowed by."""

    state = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = read.started_by()
        names = people.staff_names(owners)
        states = [
            *_named("hand_over", HandOverState),
            (read.NOT_OPENED, _(labels.name_of("hand_over", read.NOT_OPENED))),
        ]
        self._offer("state", _("状态"), _("未了结"), states)
        self._offer("owner", _("发起人"), _("全部"), [(number, names.get(number, number)) for number in owners])

    def _offer(self, name: str, title: str, empty: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.label = title
        field.choices = [("", empty), *options]  # type: ignore[attr-defined]
        field.widget.attrs |= {"class": "form-select"}

    @property
    def choosers(self) -> list[forms.BoundField]:
        """The selects, in their order."""
        return [self[name] for name in self.fields]

    def page(self) -> read.HandOverPage:
        """The page asked for; what could not be read is left out and said beside the field."""
        self.is_valid()
        said = str(self.data.get("page", "1"))
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 1
        return read.hand_overs_page(**{name: self.cleaned_data.get(name, "") for name in self.fields}, page=number)


def _text(label: Any, most: int, required: bool = True, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs}),
    )  # fmt: skip


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select(attrs={"class": "form-select"}))


class Terms(forms.Form):
    """The terms of a note; who manages it, for what industry and where come from the customer's file."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    number = _text(gettext_lazy("借据号(即指令号)"), 40)
    contract = _text(gettext_lazy("合同号"), 60)
    account = _text(gettext_lazy("入账账户"), 40, inputmode="numeric")
    product = _choice(gettext_lazy("产品"))
    amount = _text(gettext_lazy("金额(元)"), 24, inputmode="decimal")
    rate = _text(gettext_lazy("年利率%"), 12, inputmode="decimal")
    maturity = forms.DateField(
        label=gettext_lazy("到期日"), widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )
    method = _choice(gettext_lazy("还款方式"))
    settlement = _choice(gettext_lazy("结息方式"))
    day_count = _choice(gettext_lazy("计息基础"))
    security = _choice(gettext_lazy("担保方式"))
    use = _text(gettext_lazy("用途"), 120)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid.uuid4().hex
        self.today = today
        catalogue = products.catalogue(today)
        shown = [(each.code, each.name) for each in (*catalogue.products, *catalogue.instruments)]
        # A plan of its own is written by hand where the case is; it does not travel in a file.
        methods = [each for each in Method if each is not Method.CUSTOM]
        self._offer("product", shown)
        self._offer("method", _named("method", methods))
        self._offer("settlement", _named("settlement", Settlement))
        self._offer("day_count", _named("day_count", DayCount))
        self._offer("security", _named("security", Security))

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("请选择")), *options]  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        """In fen."""
        try:
            return fen_of(self.cleaned_data["amount"], "amount")
        except Refuse as no:
            raise forms.ValidationError(no.refused.reason) from no

    def clean_rate(self) -> int:
        """In whole 10⁻⁷ a year."""
        try:
            return Rate.of_pct(self.cleaned_data["rate"], "rate").units
        except Refuse as no:
            raise forms.ValidationError(no.refused.reason) from no

    def terms(self) -> NoteTerms:
        """The note; an account nobody has leaves the customer's side empty, and is refused by the verb."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        account = facts.account_named(said["account"])
        mine: dict[str, Any] = {"managing_rm": "", "industry": "", "region": ""}
        if account is not None:
            mine = {name: getattr(account.customer, name) or "" for name in mine}
        return NoteTerms(**said, **mine)

    def refuse(self, no: Refused) -> None:
        """The verb's no, beside the field it concerns."""
        self.add_error(no.field if no.field in self.fields else None, f"{no.reason}{no.next_step}")
