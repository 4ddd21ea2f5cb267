"""The upload of a return file. What is in it is said by `bulk.repayfile`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnUpload(forms.Form):
    """One file, and the key that makes two clicks one trial."""

    file = forms.FileField(
        label=_("回盘文件"),
        help_text=_("CSV、TXT 或 Excel,首行或末行须有合计。"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。"), "missing": _("请选择文件。")},
        widget=forms.ClearableFileInput(
            attrs={"class": "form-control", "accept": ".csv,.txt,.tsv,.xlsx,.xls", "aria-describedby": "error-file"}
        ),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class Confirm(forms.Form):
    """The second step needs the key only: the file is kept already."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
