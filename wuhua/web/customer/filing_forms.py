"""Forms of the file: an asset or debt, a paper, a related party, a handover. Values are judged by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, HOLDINGS
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse
from wuhua.web.customer.names import NAMES

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
DATE = {"class": "form-control", "type": "date"}


def _fen(text: str) -> int:
    try:
        return fen_of(text)
    except Refuse as no:
        raise forms.ValidationError(f"{no.refused.reason}{no.refused.next_step}") from None


class HoldingForm(forms.Form):
    """One line of assets or debts; the class says which side it is."""

    klass = forms.ChoiceField(
        label=_("类别"),
        choices=[(f"{side}.{code}", words) for side, names in HOLDINGS.items() for code, words in names.items()],
        widget=forms.Select(attrs=SELECT),
    )
    amount = forms.CharField(label=_("金额(元)"), max_length=24, widget=forms.TextInput(attrs=TEXT))
    words = forms.CharField(label=_("说明"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT))
    proof = forms.ChoiceField(label=_("证明资料"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, papers: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        kept = [(str(each.document.pk), f"{each.name} {each.document.file.name}") for each in papers]
        self.fields["proof"].choices = [("", "—"), *kept]  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        """In fen."""
        return _fen(self.cleaned_data["amount"])


class PaperForm(forms.Form):
    """One document with its dates; no end is left empty."""

    type = forms.ChoiceField(
        label=_("资料类型"), choices=list(DOCUMENT_TYPES.items()), widget=forms.Select(attrs=SELECT)
    )
    file = forms.FileField(label=_("文件"), widget=forms.FileInput(attrs={"class": "form-control"}))
    number = forms.CharField(
        label=_("证件或文书编号"), max_length=60, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    issued = forms.DateField(label=_("签发日"), required=False, widget=forms.DateInput(attrs=DATE))
    expires = forms.DateField(label=_("到期日"), required=False, widget=forms.DateInput(attrs=DATE))
    words = forms.CharField(label=_("说明"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT))


class RelationForm(forms.Form):
    """The other party: a customer's number, or a name and, if it is known, an identity number."""

    kind = forms.ChoiceField(
        label=_("关系"),
        choices=[(each.value, NAMES[each.value]) for each in RelationKind],
        widget=forms.Select(attrs=SELECT),
    )
    party = forms.CharField(
        label=_("客户编号(本行客户)"), max_length=64, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    name = forms.CharField(label=_("名称"), max_length=100, required=False, widget=forms.TextInput(attrs=TEXT))
    identity = forms.CharField(label=_("证件号码"), max_length=24, required=False, widget=forms.TextInput(attrs=TEXT))
    share = forms.DecimalField(
        label=_("持股比例(%)"), required=False, min_value=0, max_value=100, decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "0.01"}),
    )  # fmt: skip
    since = forms.DateField(label=_("起始日"), widget=forms.DateInput(attrs=DATE))
    evidence = forms.CharField(label=_("依据"), max_length=200, widget=forms.TextInput(attrs=TEXT))

    def clean_share(self) -> int | None:
        """In hundredths of a percent."""
        said = self.cleaned_data["share"]
        return None if said is None else int(said * 100)


class HandoverForm(forms.Form):
    """Whose book passes to whom under whose eyes."""

    giver = forms.CharField(label=_("移交人工号"), max_length=40, widget=forms.TextInput(attrs=TEXT))
    receiver = forms.CharField(label=_("接收人工号"), max_length=40, widget=forms.TextInput(attrs=TEXT))
    supervisor = forms.CharField(label=_("监交人工号"), max_length=40, widget=forms.TextInput(attrs=TEXT))
    reason = forms.CharField(label=_("移交原因"), max_length=200, widget=forms.TextInput(attrs=TEXT))
