"""Filters of the calendar, and what a call note and a plan say: text in, frozen words out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.people import read as people
from wuhua.areas.servicing.contact.read import Asked
from wuhua.areas.servicing.contact.rules import BANDS, DEBIT_DAY, LONGEST_REMARK, Round, passed
from wuhua.areas.servicing.words import CallOutcome, MaturityPlan
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refuse
from wuhua.web import labels
from wuhua.web.choice import Choice

PAGE_LENGTH = 7


class Filters(forms.Form):
    """What the lists can be narrowed by."""

    branch = forms.ChoiceField(required=False)
    manager = forms.ChoiceField(required=False)
    missing = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch_names, self.staff_names = people.branch_names(), people.staff_names()
        self._offer("branch", _("机构"), sorted(self.branch_names.items()))
        self._offer("manager", _("客户经理"), sorted(self.staff_names.items()))
        self._offer("missing", _("还缺什么"), [(code, _(name)) for code, name in labels.choices("missing")])

    def _offer(self, name: str, title: str, options: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.label = title
        field.widget = Choice(attrs={"class": "form-select"})
        field.choices = [("", _("全部")), *options]

    def asked(self, *, size: int | None = None) -> Asked:
        """The question; what could not be read is left out and said beside the field."""
        self.is_valid()
        said = self.cleaned_data
        page = self.data.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < PAGE_LENGTH else 1
        more = {} if size is None else {"size": size}
        return Asked(said.get("branch", ""), said.get("manager", ""), said.get("missing", ""), number, **more)


class Maturing(Filters):
    """The filters of what matures: a band of days, and what is planned."""

    band = forms.ChoiceField(required=False)
    plan = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("missing", _("还缺什么"), [("PROMISE", _("没有安排"))])
        self._offer("band", _("到期"), [(str(band), _("%(n)s 天内") % {"n": band}) for band in BANDS])
        self._offer("plan", _("到期安排"), [(code, _(name)) for code, name in labels.choices("plan")])

    @property
    def chosen(self) -> tuple[int | None, str]:
        """Band and plan, after `asked`."""
        said = self.cleaned_data
        return int(said["band"]) if said.get("band") else None, said.get("plan", "")


def round_of(text: str, day: date) -> Round:
    """The debit a list is about: any past 21st, else the last one."""
    last = passed(day)
    try:
        due = date.fromisoformat(text)
    except ValueError:
        return last
    return Round(due) if due.day == DEBIT_DAY and due <= last.due else last


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(choices=[(each.value, each.value) for each in CallOutcome])
    promised_day = forms.DateField(
        required=False,
        label=gettext_lazy("承诺日期"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    promised_amount = forms.CharField(
        required=False,
        label=gettext_lazy("承诺金额(元)"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
    )
    remark = forms.CharField(
        required=False,
        label=gettext_lazy("备注"),
        max_length=LONGEST_REMARK,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    due = forms.DateField()
    key = forms.CharField(max_length=64)

    def clean_promised_amount(self) -> int | None:
        """Fen."""
        text = self.cleaned_data["promised_amount"].strip()
        try:
            return fen_of(text, "promised_amount") if text else None
        except Refuse as no:
            raise forms.ValidationError(f"{no.refused.reason}{no.refused.next_step}") from None

    def words(self) -> dict[str, Any]:
        """The verb's arguments. Day and amount count only where a promise was given: the fields stand there prefilled."""
        said = dict(self.cleaned_data)
        outcome = CallOutcome(said["outcome"])
        if outcome is not CallOutcome.PROMISED:
            said |= {"promised_day": None, "promised_amount": None}
        return {**said, "outcome": outcome}


def call_form(due: date, day: date, short: int) -> CallForm:
    """An empty form: the promise stands there as it will mostly be given, the whole gap by the debit day."""
    told = {"promised_day": max(due, day), "promised_amount": yuan(short) if short else "", "due": due}
    return CallForm(initial=told)


class PlanForm(forms.Form):
    """What is to become of a note."""

    plan = forms.ChoiceField(choices=[(each.value, each.value) for each in MaturityPlan])
    remark = forms.CharField(
        required=False,
        label=gettext_lazy("备注"),
        max_length=LONGEST_REMARK,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    key = forms.CharField(max_length=64)
