"""Filters and forms of classification: text in, words of the verbs out. A refusal stands beside the field it concerns."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.classification.pages import Asked, LateAsked
from wuhua.areas.classification.rules import FOUND, ClassVerb, DualReading, Klass, Mark
from wuhua.areas.people import read as people
from wuhua.core.refuse import Refused
from wuhua.web import labels

PAGE_LENGTH = 7


def page_of(text: str) -> int:
    """The number of a page as it stands in an address; anything else is the first."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < PAGE_LENGTH else 1


class Filters(forms.Form):
    """What every list here can be narrowed by."""

    q = forms.CharField(required=False, max_length=80, label=gettext_lazy("查找"))
    branch = forms.ChoiceField(required=False)
    manager = forms.ChoiceField(required=False)
    klass = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch_names, self.staff_names = people.branch_names(), people.staff_names()
        self._offer("branch", _("机构"), sorted(self.branch_names.items()))
        self._offer("manager", _("客户经理"), sorted(self.staff_names.items()))
        self._offer("klass", _("五级分类"), [(code, _(name)) for code, name in labels.choices("klass")])
        self.fields["q"].widget.attrs |= {
            "class": "form-control",
            "autocomplete": "off",
            "placeholder": _("借据号、客户号或户名"),
        }

    def _offer(self, name: str, title: str, options: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.label = title
        field.choices = [("", _("全部")), *options]
        field.widget.attrs |= {"class": "form-select"}

    def asked(self, **more: Any) -> Asked:
        """The question; what could not be read is left out and said beside the field."""
        self.is_valid()
        said = self.cleaned_data
        names = ("q", "branch", "manager", "klass")
        page = page_of(self.data.get("page", "1"))
        return Asked(**{name: said.get(name, "") for name in names}, page=page, **more)


class MovedFilters(Filters):
    """Beside them: since which day."""

    since = forms.DateField(
        required=False,
        label=gettext_lazy("自"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )


class MarkFilters(Filters):
    """Beside them: which mark."""

    mark = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("mark", _("标记"), [(code, _(name)) for code, name in labels.choices("mark")])
        mark: Any = self.fields["mark"]
        mark.choices = [("", _("全部(无还本续贷除外)")), *mark.choices[1:]]


class LateFilters(Filters):
    """Beside them: by which reading, which type, and what is still missing."""

    reading = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    missing = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, in_force: DualReading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        self._offer("kind", _("逾期类型"), [(code, _(name)) for code, name in labels.choices("overdue")])
        self._offer("missing", _("还缺什么"), [("WORD", _("没有登记措施")), ("DEADLINE", _("措施已过期限"))])
        self._offer("reading", _("口径"), [(code, _(name)) for code, name in labels.choices("reading")])
        current = _("现行:%(name)s") % {"name": _(labels.name_of("reading", in_force.value))}
        reading: Any = self.fields["reading"]
        reading.choices = [("", current), *reading.choices[1:]]

    def more(self) -> LateAsked:
        """After `asked`."""
        said = self.cleaned_data
        chosen = DualReading(said["reading"]) if said.get("reading") else self.in_force
        return LateAsked(chosen, said.get("kind", ""), said.get("missing", ""))


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2, "required": True}),
    )


class Doing(forms.Form):
    """Something done once: `key` is made when the form is first shown."""

    key = forms.CharField(max_length=64, min_length=8, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"key": uuid4().hex, **kwargs["initial"]}
        super().__init__(*args, **kwargs)

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """The visible fields."""
        return self.visible_fields()

    def said(self) -> dict[str, Any]:
        """The words of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def refuse(self, no: Refused) -> None:
        """Put the refusal beside the field it concerns, or above the form."""
        place = no.field if no.field in self.fields and no.field != "key" else None
        self.add_error(place, f"{no.reason}{no.next_step}")
        data: Any = self.data
        self.data = data.copy()
        self.data["key"] = uuid4().hex  # type: ignore[index]  # a used key is never sent twice with other words


class Decision(Doing):
    """Yes or no to an upgrade, and why."""

    reason = _reason()


class Change(Doing):
    """Another class: worse at once, better as a proposal."""

    to = forms.ChoiceField(label=gettext_lazy("认定为"), widget=forms.Select(attrs={"class": "form-select"}))
    reason = _reason()

    def __init__(self, *args: Any, now: Klass, worse: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [
            (klass.value, _(labels.name_of("klass", klass.value)))
            for klass in Klass
            if (klass.rank > now.rank if worse else klass.rank < now.rank)
        ]


class Marking(Doing):
    """A fact that holds the class down."""

    mark = forms.ChoiceField(label=gettext_lazy("标记"), widget=forms.Select(attrs={"class": "form-select"}))
    since = forms.DateField(
        label=gettext_lazy("发生日"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    reason = _reason()

    def __init__(self, *args: Any, held: frozenset[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": today}, **kwargs)
        mark: Any = self.fields["mark"]
        mark.choices = [
            (each.value, _(labels.name_of("mark", each.value)))
            for each in Mark
            if each not in FOUND and each.value not in held
        ]


class Unmarking(Doing):
    """The fact no longer holds."""

    mark = forms.ChoiceField(label=gettext_lazy("标记"), widget=forms.Select(attrs={"class": "form-select"}))
    reason = _reason()

    def __init__(self, *args: Any, held: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark: Any = self.fields["mark"]
        mark.choices = [(code, _(name)) for code, name in labels.choices("mark") if code in held]


class Quarter(Doing):
    """The notes of a page, or all that the filters show, confirmed for a quarter."""

    everything = forms.BooleanField(required=False, label=gettext_lazy("按筛选条件全部认定(不含本人管户)"))
    reason = _reason()


class WordForm(Doing):
    """Why a note is late, who answers for it, what is done, until when."""

    reason = forms.CharField(
        label=gettext_lazy("逾期原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2, "required": True}),
    )
    responsible = forms.ChoiceField(label=gettext_lazy("责任人"), widget=forms.Select(attrs={"class": "form-select"}))
    measure = forms.CharField(
        label=gettext_lazy("清收措施"),
        max_length=400,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2, "required": True}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成期限"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, staff: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible: Any = self.fields["responsible"]
        responsible.choices = [(number, f"{name} {number}") for number, name in sorted(staff.items())]


class TakingBack(Doing):
    """The last lowering was recorded by mistake."""

    reason = _reason()


FORM_OF = {
    ClassVerb.WORSEN: "worsen",
    ClassVerb.PROPOSE: "propose",
    ClassVerb.TAKE_BACK: "take_back",
    ClassVerb.MARK: "mark",
    ClassVerb.UNMARK: "unmark",
}
"""The forms of a note's page, by verb."""
