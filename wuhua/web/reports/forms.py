"""Which report of which sealed day: only what this officer may draw is on offer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read


class Wanted(forms.Form):
    """The two choices, and the key that makes two clicks one report."""

    name = forms.ChoiceField(label=_("报表"))
    day = forms.TypedChoiceField(label=_("数据日期"), coerce=date.fromisoformat)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, who: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [each.isoformat() for each in read.newest_sealed()]
        names = [(name.value, f"{name.label}") for name in read.on_offer(who)]
        for field, options in (("name", names), ("day", [(day, day) for day in days])):
            self.fields[field].choices = options  # type: ignore[attr-defined]
            self.fields[field].widget.attrs |= {"class": "form-select", "aria-describedby": f"error-{field}"}
