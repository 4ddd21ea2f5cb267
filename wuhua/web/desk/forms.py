"""Forms of the door: they parse and phrase; who may come in is decided by Django, axes and the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


def _dress(form: forms.Form) -> None:
    """Every input looks like the house's."""
    for name, field in form.fields.items():
        field.widget.attrs.setdefault("class", "form-control")
        field.widget.attrs["aria-describedby"] = f"error-{name}"


class SignIn(AuthenticationForm):
    """Staff number and password."""

    error_messages = {
        "invalid_login": _("工号或密码不对。连续错五次,账号在本机锁定十五分钟。"),
        "inactive": _("这个账号已停用,请联系系统管理员。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("工号")
        self.fields["password"].label = _("密码")
        _dress(self)


class Code(forms.Form):
    """Six digits from the phone, or one of the spare codes."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)

    def clean_code(self) -> str:
        """Spaces are how people read six digits aloud."""
        return str(self.cleaned_data["code"]).replace(" ", "")


class NewPassword(PasswordChangeForm):
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password2"].label = _("再输一遍新密码")
        self.fields["new_password1"].help_text = _("至少十位,不要只用数字,不要与工号、姓名相近。")
        _dress(self)
