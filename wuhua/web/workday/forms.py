"""Filters and forms of the working day: text in, the words of a verb out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.people import read as people
from wuhua.areas.workday.read import Asked
from wuhua.areas.workday.rules import IN_FEN, Measure
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refuse
from wuhua.web.classification.forms import Doing, page_of
from wuhua.web.workday import names

LONGEST = 400


def _input(kind: str = "text", **more: Any) -> forms.Widget:
    attrs = {"class": "form-control", "autocomplete": "off", **more}
    return (
        forms.DateInput(attrs={**attrs, "type": "date"}, format="%Y-%m-%d")
        if kind == "date"
        else forms.TextInput(attrs)
    )


def words(label: Any, *, required: bool = True, longest: int = LONGEST, rows: int = 2) -> forms.CharField:
    """A sentence."""
    area = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, required=required, max_length=longest, widget=area)


def line(label: Any, *, required: bool = True, longest: int = 80, **more: Any) -> forms.CharField:
    """A short text."""
    return forms.CharField(label=label, required=required, max_length=longest, widget=_input(**more))


def day(label: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=_input("date"))


def number(label: Any, most: int = 100_000, least: int = 0) -> forms.IntegerField:
    """A count."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )  # fmt: skip


def choice(label: Any, required: bool = True) -> forms.ChoiceField:
    """One of several; what they are is said when the form is made."""
    return forms.ChoiceField(label=label, required=required, widget=forms.Select(attrs={"class": "form-select"}))


def tick(label: Any) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )


def staff() -> list[tuple[str, str]]:
    """Everybody by number, with the name before it."""
    return [(code, f"{who} {code}") for code, who in sorted(people.staff_names().items())]


class Filters(forms.Form):
    """Unit, person, state."""

    unit = choice(gettext_lazy("机构"), required=False)
    holder = choice(gettext_lazy("责任人"), required=False)
    state = choice(gettext_lazy("状态"), required=False)

    def __init__(self, data: Any, states: list[tuple[str, str]], *, first: str = "", wide: bool = True) -> None:
        super().__init__(data)
        options = {"unit": sorted(people.branch_names().items()), "holder": staff(), "state": states}
        for name, listed in options.items():
            field: Any = self.fields[name]
            field.choices = [("", first if name == "state" and first else _("全部")), *listed]
        if not states:
            del self.fields["state"]
        if not wide:
            del self.fields["unit"], self.fields["holder"]

    def asked(self, **more: Any) -> Asked:
        """The question; what could not be read is left out and said beside the field."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            said.get("unit", ""),
            said.get("holder", ""),
            said.get("state", ""),
            page_of(self.data.get("page", "1")),
            **more,
        )


class Choosing(Doing):
    """A form some fields of which choose from lists said by whoever makes it."""

    def __init__(self, *args: Any, options: dict[str, list[tuple[str, str]]] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, listed in (options or {}).items():
            field: Any = self.fields[name]
            field.choices = listed if field.required else [("", "—"), *listed]


class Receive(Choosing):
    """A customer's request."""

    name = line(gettext_lazy("客户姓名或称呼"), longest=60)
    phone = line(gettext_lazy("电话"), required=False, longest=20, inputmode="tel")
    channel = choice(gettext_lazy("来源"))
    request = words(gettext_lazy("客户所问"))


class Offer(Choosing):
    """To whom an inquiry is offered."""

    to = choice(gettext_lazy("移交给"))
    words = words(gettext_lazy("说明"), required=False)


class Words(Doing):
    """A reason."""

    words = words(gettext_lazy("理由"))


class Progress(Doing):
    """How far it is."""

    words = words(gettext_lazy("进展"))


class Answer(Doing):
    """What was answered."""

    outcome = words(gettext_lazy("答复内容"))


class Start(Choosing):
    """A limit of one's own."""

    title = line(gettext_lazy("事项"), longest=200)
    holder = choice(gettext_lazy("承办人"))
    amount = number(gettext_lazy("时限"), 10_000, 1)
    unit = choice(gettext_lazy("单位"))


class Pause(Choosing):
    """Why a clock rests, and the evidence."""

    code = choice(gettext_lazy("暂停原因"))
    evidence = words(gettext_lazy("凭据"))


class Evidence(Doing):
    """The evidence."""

    evidence = words(gettext_lazy("凭据"))


class HandOn(Choosing):
    """Another holder."""

    holder = choice(gettext_lazy("改派给"))
    reason = words(gettext_lazy("理由"))


class Cause(Doing):
    """Why a limit was broken."""

    cause = words(gettext_lazy("超时原因"))


class Meet(Choosing):
    """Which meeting."""

    unit = choice(gettext_lazy("机构"))
    kind = choice(gettext_lazy("会议"))


class Say(Choosing):
    """One person's line."""

    staff = choice(gettext_lazy("人员"))
    present = tick(gettext_lazy("到会"))
    words = words(gettext_lazy("今日计划或今日结果"), required=False)


class Minute(Doing):
    """The minutes."""

    minutes = words(gettext_lazy("会议记录"), longest=4000, rows=5)


class Decide(Choosing):
    """A decision."""

    words = words(gettext_lazy("决议内容"))
    owner = choice(gettext_lazy("责任人"))
    due = day(gettext_lazy("期限"))


class Clear(Doing):
    """What agrees at the end of the day; the reasons of carried things are added one by one."""

    unit = forms.CharField(max_length=40, widget=forms.HiddenInput)
    cash = tick(gettext_lazy("现金相符"))
    papers = tick(gettext_lazy("凭证资料相符"))
    system = tick(gettext_lazy("系统相符"))
    remark = words(gettext_lazy("不符情况"), required=False)

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.about = [about for about, _title in reasons]
        for about, title in reasons:
            self.fields[about] = words(title, required=False, rows=1)

    def said(self) -> dict[str, Any]:
        """The verb's words."""
        given = super().said()
        return {**{k: v for k, v in given.items() if k not in self.about}, "reasons": {k: given[k] for k in self.about}}


def amount_of(text: str, measure: str) -> int:
    """An amount of a target: yuan for money, else a count."""
    try:
        return fen_of(text.strip(), "amount") if Measure(measure) in IN_FEN else int(text.strip().replace(",", ""))
    except (Refuse, ValueError):
        raise forms.ValidationError(_("请填数字;金额以元计。")) from None


class Target(Choosing):
    """A whole target."""

    measure = choice(gettext_lazy("指标"))
    span = choice(gettext_lazy("期间"))
    day = day(gettext_lazy("期内任一日"))
    owner = choice(gettext_lazy("责任人"))
    amount = line(gettext_lazy("任务数(金额以元计)"), longest=24, inputmode="decimal")

    def clean(self) -> dict[str, Any]:
        """Fen or pieces, by the measure."""
        said = super().clean() or {}
        if said.get("measure") and said.get("amount"):
            said["amount"] = amount_of(said["amount"], said["measure"])
        return said

    def said(self) -> dict[str, Any]:
        """The verb's words."""
        given = super().said()
        return {**given, "span": int(given["span"])}


class SplitTime(Doing):
    """By time: empty fields are reckoned by working days."""

    def __init__(self, *args: Any, measure: str, parts: list[tuple[str, int]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.measure, self.names = measure, []
        for at, (title, amount) in enumerate(parts):
            self.names.append(f"part{at}")
            self.fields[f"part{at}"] = line(title, longest=24, inputmode="decimal")
            self.initial[f"part{at}"] = yuan(amount) if measure in set(IN_FEN) else str(amount)

    def said(self) -> dict[str, Any]:
        """The verb's words."""
        return {"amounts": [self.cleaned_data[each] for each in self.names]}

    def clean(self) -> dict[str, Any]:
        """Each in fen or pieces."""
        said = super().clean() or {}
        return {k: amount_of(v, self.measure) if k in self.names else v for k, v in said.items()}


class SplitPeople(Doing):
    """By people: one line each, `对象,责任人工号,任务数`."""

    parts = words(gettext_lazy("每行:对象代码,责任人工号,任务数"), longest=20_000, rows=6)

    def __init__(self, *args: Any, measure: str, scope: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.measure, self.scope = measure, scope

    def clean_parts(self) -> list[dict[str, Any]]:
        """The lines as parts."""
        found = []
        for row in self.cleaned_data["parts"].splitlines():
            cells = [each.strip() for each in row.replace(",", ",").split(",")]
            if len(cells) < len(("about", "owner", "amount")):
                raise forms.ValidationError(_("每行须有三项,以逗号分开。"))
            amount = amount_of("".join(cells[2:]), self.measure)
            found.append({"scope": self.scope, "about": cells[0], "owner": cells[1], "amount": amount})
        return found


class Add(Choosing):
    """A thing of a day."""

    title = line(gettext_lazy("事项"), longest=200)
    kind = choice(gettext_lazy("类别"))
    staff = choice(gettext_lazy("人员"))
    day = day(gettext_lazy("日期"))
    hour = forms.TimeField(
        label=gettext_lazy("时间"),
        required=False,
        widget=forms.TimeInput(attrs={"class": "form-control", "type": "time"}),
    )


class Done(Doing):
    """What came of it."""

    outcome = words(gettext_lazy("办理结果"))
    minutes = number(gettext_lazy("用时(分钟)"), 24 * 60)
    trip = tick(gettext_lazy("客户为此到行一次"))


class Year(Doing):
    """A year's notice."""

    number = number(gettext_lazy("年份"), 2199, 2000)
    off = words(gettext_lazy("放假日(周一至周五,每行一个)"), longest=4000, rows=4)
    worked = words(gettext_lazy("调休上班日(周六周日,每行一个)"), required=False, longest=4000, rows=2)
    source = line(gettext_lazy("依据文件"), longest=200)

    def _days(self, name: str) -> list[date]:
        try:
            return [date.fromisoformat(each) for each in self.cleaned_data[name].split()]
        except ValueError:
            raise forms.ValidationError(_("日期请写成 2018-10-01,每行一个。")) from None

    def clean_off(self) -> list[date]:
        """Days off."""
        return self._days("off")

    def clean_worked(self) -> list[date]:
        """Days worked in exchange."""
        return self._days("worked")


class Setting(Choosing):
    """A rule of the bank's own."""

    rule = choice(gettext_lazy("口径"))
    value = line(gettext_lazy("取值"), longest=60)


def kinds(kind: str) -> list[tuple[str, str]]:
    """Names of a kind of code, for a select."""
    return names.choices(kind)
