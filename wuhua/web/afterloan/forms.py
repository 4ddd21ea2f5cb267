"""What is written on the pages of step 5: text in, values out; a refusal comes back beside the field it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.origination.rules.checklists import Item
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import rules
from wuhua.areas.postloan.actions import once_for
from wuhua.areas.postloan.rules import Found, StopCondition
from wuhua.core.refuse import Refused
from wuhua.web.afterloan.names import LABELS
from wuhua.web.choice import Choice

SELECT = {"class": "form-select"}
MUST = {"class": "form-control", "autocomplete": "off", "required": True}
AREA = {"class": "form-control", "rows": 2}


class Keyed(forms.Form):
    """A form that writes once: a second tap gets the first answer. What is missing is said by the rule, not by the form."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    verb = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **(kwargs.get("initial") or {})}
        kwargs["auto_id"] = f"{self.verb}_%s"  # two forms of the page have a field of one name
        super().__init__(*args, **kwargs)

    def once(self, request: HttpRequest, who: Officer, act: Callable[[dict[str, Any]], Any]) -> bool:
        """Whether it was done; where it was not, the errors are written where they belong."""
        if not self.is_valid():
            return self._no()
        said = dict(self.cleaned_data)
        key = f"{said.pop('key') or uuid4().hex}{request.path}"
        answer = once_for(who, key, {"form": request.path, **said}, lambda: act(said))
        if not isinstance(answer, Refused):
            return True
        self.add_error(answer.field if answer.field in self.fields else None, f"{answer.reason}{answer.next_step}")
        return self._no()

    def _no(self) -> bool:
        """Another key for the next try, and the first field at fault is where the page opens."""
        self.data = {name: self.data[name] for name in self.data} | {"key": uuid4().hex}
        fault = next((name for name in self.fields if name in self.errors), None)
        if fault is not None:
            about = {"autofocus": True, "aria-invalid": "true", "aria-describedby": f"error-{self.verb}_{fault}"}
            self.fields[fault].widget.attrs.update(about)
        return False


class Looking(Keyed):
    """One of the five lines of this month."""

    verb = "look"
    item = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("管户事项"))
    found = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("结论"), initial=Found.SOUND.value)
    evidence = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("证据"), widget=forms.TextInput(attrs={**MUST, "list": "kept"}),
        help_text=gettext_lazy("台账、流水、凭证编号或走访记录"),
    )  # fmt: skip
    words = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("情况"), widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("不是如常的必须写明"),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].choices = [(each.code, _(each.title)) for each in lines if each.code != rules.END]
        fields["found"].choices = [(code.value, _(LABELS["look_found"][code.value])) for code in Found]


class Stopping(Keyed):
    """A condition that ends use, and what proves it."""

    verb = "stop"
    condition = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("终止条件"))
    evidence = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("查实的证据"), widget=forms.TextInput(attrs=MUST)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["condition"].choices = [(code.value, _(LABELS["stop_condition"][code.value])) for code in StopCondition]


class Lifting(Keyed):
    """How the condition went away."""

    verb = "lift"
    words = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("条件如何消除"), widget=forms.TextInput(attrs=MUST)
    )
