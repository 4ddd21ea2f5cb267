"""Forms of the link: filters of the break list, and the sentence that goes with what a person does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.corelink import read
from wuhua.areas.corelink.read import Wanted
from wuhua.areas.corelink.rules import (
    AS_ANSWERED,
    BY_PERSONS,
    EXPECTED,
    HAND_OVER_MOVES,
    BreakKind,
    BreakState,
    CoreFileKind,
    HandOverState,
)
from wuhua.areas.people import read as people
from wuhua.web import labels


def _named(kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(code.value, _(labels.name_of(kind, code.value))) for code in codes]


class Filters(forms.Form):
    """Everything the break list can be narrowed by."""

    state = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = read.owners()
        self.staff_names = people.staff_names(owners)
        self._offer("state", _("状态"), _("未了结"), _named("break_state", BreakState))
        self._offer("kind", _("差异类型"), _("全部"), _named("break", BreakKind))
        self._offer("source", _("文件"), _("全部"), _named("corefile", (*EXPECTED, CoreFileKind.RESULTS)))
        named = [(number, self.staff_names.get(number, number)) for number in owners]
        self._offer("owner", _("认领人"), _("全部"), [("-", _("待认领")), *named])

    def _offer(self, name: str, title: str, empty: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.label = title
        field.choices = [("", empty), *options]  # type: ignore[attr-defined]
        field.widget.attrs |= {"class": "form-select"}

    @property
    def choosers(self) -> list[forms.BoundField]:
        """The selects, in their order."""
        return [self[name] for name in self.fields]

    def wanted(self) -> Wanted:
        """The question; what could not be read is left out and said beside the field."""
        self.is_valid()
        page = str(self.data.get("page", "1"))
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        said = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return Wanted(page=number, **said)


class Reason(forms.Form):
    """A sentence that stays with the break."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


class Close(Reason):
    """How it is settled, and why."""

    resolution = forms.ChoiceField(label=gettext_lazy("了结方式"))
    field_order = ("resolution", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resolution"]
        field.choices = [("", _("请选择")), *_named("resolution", BY_PERSONS)]  # type: ignore[attr-defined]
        field.widget.attrs |= {"class": "form-select"}


class Answer(forms.Form):
    """What the core said, and where it said so."""

    state = forms.ChoiceField(label=gettext_lazy("核心的答复"))
    reason = forms.CharField(
        label=gettext_lazy("凭据"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only where the table lets it go; a second sending is no answer.
        told = [to for to in AS_ANSWERED if to in HAND_OVER_MOVES[HandOverState(state)]]
        field = self.fields["state"]
        field.choices = [("", _("请选择")), *_named("hand_over", told)]  # type: ignore[attr-defined]
        field.widget.attrs |= {"class": "form-select"}
