"""The upload. What is in the zip is said by the intake."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Parcel(forms.Form):
    """One file, and the key that makes two clicks one import."""

    file = forms.FileField(
        label=_("压缩包"),
        help_text=_("把银行导出的全部文件压成一个 zip,或只上传填好的导入模板(xlsx)。"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。"), "missing": _("请选择文件。")},
        widget=forms.ClearableFileInput(
            attrs={"class": "form-control", "accept": ".zip,.xlsx", "aria-describedby": "error-file"}
        ),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class Take(forms.Form):
    """The second step needs the key only: the file is kept already."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
