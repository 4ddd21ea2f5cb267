"""Up to which day: text in, a date out. Whether that day may be closed is said by the day end itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Through(forms.Form):
    """The last day to close."""

    through = forms.DateField(
        label=_("封到哪一天"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("日期写成 2018-09-30 的样子。"), "required": _("请选一个日期。")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["through"].widget.attrs["aria-describedby"] = "error-through"


class Close(Through):
    """The same day once more, with the key that makes two clicks one closing."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
