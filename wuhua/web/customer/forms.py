"""Why a number must be seen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Reason(forms.Form):
    """A sentence that goes into the audit."""

    reason = forms.CharField(
        label=_("查看事由"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
