"""What is written on the pages of lists: text in, plain words out; the rules are asked elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuhua.areas.market.read import Asked
from wuhua.areas.market.rules import EntryState, PainKind, Tint
from wuhua.areas.people import read as people
from wuhua.web.choice import Choice
from wuhua.web.market.names import LABELS

PAGE_LENGTH = 7
SELECT = {"class": "form-select"}
TEXT = {"class": "form-control", "autocomplete": "off"}


def named(kind: str, codes: Any) -> list[tuple[str, str]]:
    """Codes with their names, for a select."""
    return [(code.value, _(LABELS[kind][code.value])) for code in codes]


def page_of(text: str) -> int:
    """A page's number, whatever stands in the address."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < PAGE_LENGTH else 1


class Filters(forms.Form):
    """What entries can be narrowed by."""

    list = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(required=False, widget=Choice(attrs=SELECT), label=lazy("状态"))
    tint = forms.ChoiceField(required=False, widget=Choice(attrs=SELECT), label=lazy("白灰黑"))
    owner = forms.ChoiceField(required=False, widget=Choice(attrs=SELECT), label=lazy("客户经理"))
    q = forms.CharField(required=False, max_length=60, widget=forms.TextInput(attrs=TEXT), label=lazy("名称或代码"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [("", _("全部")), *named("entry", EntryState)]
        fields["tint"].choices = [("", _("全部")), *named("tint", Tint)]
        fields["owner"].choices = [("", _("全部")), *sorted(people.staff_names().items())]

    def asked(self) -> Asked:
        """The question; what cannot be read is left out."""
        self.is_valid()
        said = self.cleaned_data
        words = {name: said.get(name, "") for name in ("list", "state", "owner", "tint")}
        return Asked(**words, words=said.get("q", ""), page=page_of(self.data.get("page", "1")))


class Words(forms.Form):
    """A reason, a result or evidence."""

    words = forms.CharField(max_length=500, widget=forms.TextInput(attrs=TEXT), label=lazy("说明"))


class WalkIn(forms.Form):
    """Somebody who came by."""

    kind = forms.ChoiceField(widget=Choice(attrs=SELECT), label=lazy("类型"))
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs=TEXT), label=lazy("名称"))
    credit_code = forms.CharField(
        required=False, max_length=30, widget=forms.TextInput(attrs=TEXT), label=lazy("统一社会信用代码")
    )
    phone = forms.CharField(required=False, max_length=30, widget=forms.TextInput(attrs=TEXT), label=lazy("电话"))
    address = forms.CharField(required=False, max_length=120, widget=forms.TextInput(attrs=TEXT), label=lazy("地址"))
    zone = forms.ChoiceField(required=False, widget=Choice(attrs=SELECT), label=lazy("网格"))

    def __init__(self, *args: Any, zones: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(code, _(name)) for code, name in LABELS["party"].items()]
        fields["zone"].choices = [("", "—"), *sorted(zones.items())]


class NewPain(forms.Form):
    """What stands in a customer's way."""

    kind = forms.ChoiceField(widget=Choice(attrs=SELECT), label=lazy("类别"))
    party_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs=TEXT), label=lazy("客户"))
    words = forms.CharField(max_length=500, widget=forms.TextInput(attrs=TEXT), label=lazy("痛点难点"))
    due = forms.DateField(widget=forms.DateInput(attrs={**TEXT, "type": "date"}), label=lazy("解决期限"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = named("pain", PainKind)


class NewStep(forms.Form):
    """An action: who does what by when."""

    words = forms.CharField(max_length=500, widget=forms.TextInput(attrs=TEXT), label=lazy("措施"))
    owner = forms.ChoiceField(widget=Choice(attrs=SELECT), label=lazy("责任人"))
    due = forms.DateField(widget=forms.DateInput(attrs={**TEXT, "type": "date"}), label=lazy("完成期限"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = sorted(people.staff_names().items())
