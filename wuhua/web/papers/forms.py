"""What is asked of a paper: which one, of what, as what, and how far the tray is off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.words import Paper, PaperForm
from wuhua.platform.paper.layouts import FURTHEST_OFFSET

_OFF = {"class": "form-control", "min": -FURTHEST_OFFSET, "max": FURTHEST_OFFSET, "step": 1}


class PrintForm(forms.Form):
    """One paper."""

    paper = forms.ChoiceField(choices=[(each.value, each.value) for each in Paper])
    subject = forms.CharField(max_length=60)
    key = forms.CharField(max_length=64)
    form = forms.ChoiceField(choices=[(each.value, each.value) for each in PaperForm])
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    receipt = forms.IntegerField(required=False, min_value=0)
    payment = forms.RegexField(r"^\d{4}-\d{2}-\d{2}/\d{1,18}$", required=False)
    right = forms.IntegerField(required=False, label=_("向右(毫米)"), widget=forms.NumberInput(attrs=_OFF))
    down = forms.IntegerField(required=False, label=_("向下(毫米)"), widget=forms.NumberInput(attrs=_OFF))
    preprinted = forms.BooleanField(required=False)
    identity = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A payment is a day and a number in one choice."""
        said = super().clean() or {}
        day, _slash, number = (said.get("payment") or "").partition("/")
        if number:
            said["first"], said["receipt"] = forms.DateField().clean(day), int(number)
        return said

    def wanted(self) -> Wanted:
        """The frozen question."""
        said = self.cleaned_data
        return Wanted(
            paper=Paper(said["paper"]),
            subject=said["subject"],
            form=PaperForm(said["form"]),
            first=said.get("first"),
            last=said.get("last"),
            receipt=said.get("receipt") or 0,
            right=said.get("right") or 0,
            down=said.get("down") or 0,
            preprinted=said["preprinted"],
            identity=said["identity"],
        )
