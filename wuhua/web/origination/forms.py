"""Forms of the five steps: text in, the words of a deed out. A refusal stands beside the field it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.backing.read import asked as backing
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import case_names as names
from wuhua.web.choice import Choice
from wuhua.web.classification.forms import Doing

SELECT = {"class": "form-select"}
TEXT = {"class": "form-control", "autocomplete": "off"}
MOST_FEN = 10**13
LONGEST_MONTHS = 360
INVESTIGATORS = frozenset({Role.RM, Role.CO_RM, Role.OUTLET_HEAD})
MANAGERS = frozenset({Role.RM, Role.CO_RM})


class Yuan(forms.CharField):
    """An amount in yuan; fen come out. Nothing is None where nothing may stand."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=24, widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        """Fen, not more than a county has."""
        said = super().clean(value)
        try:
            found = fen_of(said) if said else None
        except Refuse:
            raise forms.ValidationError(_("请核对金额。")) from None
        if found is not None and abs(found) > MOST_FEN:
            raise forms.ValidationError(_("请核对金额。"))
        return found


def words(label: Any, required: bool = True, most: int = 500, rows: int = 2) -> forms.CharField:
    """A sentence."""
    area = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area)


def line(label: Any, required: bool = True, most: int = 120) -> forms.CharField:
    """A short text."""
    return forms.CharField(label=label, required=required, max_length=most, widget=forms.TextInput(attrs=TEXT))


def whole(label: Any, most: int, least: int = 1, required: bool = True) -> forms.IntegerField:
    """A count."""
    widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, widget=widget)


def choice(label: Any, required: bool = True) -> forms.ChoiceField:
    """One of several; what they are is said when the form is made."""
    return forms.ChoiceField(label=label, required=required, widget=Choice(attrs=SELECT))


def named(kind: str) -> list[tuple[str, str]]:
    """The codes of a kind in the reader's language."""
    return [(code, _(name)) for code, name in names.choices(kind)]


def staff_with(roles: frozenset[Role], on: date, but: Iterable[str] = ()) -> list[tuple[str, str]]:
    """People at work in one of these posts, for a select."""
    left = set(but)
    return [
        (number, f"{name} {number} · {branch}")
        for number, name, branch in people.in_posts(roles, on)
        if number not in left
    ]


class Offering(Doing):
    """A form whose selects are filled when it is made: `options` by field."""

    def __init__(self, *args: Any, options: dict[str, list[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (options or {}).items():
            field: Any = self.fields[name]
            field.choices = offered


class Asking(Offering):
    """受理申请."""

    customer = line(gettext_lazy("客户编号"), most=64)
    product = choice(gettext_lazy("产品"))
    amount = Yuan(label=gettext_lazy("申请金额(元)"))
    months = whole(gettext_lazy("期限(月)"), LONGEST_MONTHS)
    purpose = choice(gettext_lazy("用途类别"))
    use = line(gettext_lazy("具体用途"), most=200)
    security = choice(gettext_lazy("担保方式"))
    method = choice(gettext_lazy("还款方式"))
    account = choice(gettext_lazy("结算账户"), required=False)
    payout = choice(gettext_lazy("支付方式"))
    payee = line(gettext_lazy("收款方(受托支付时)"), required=False)

    def refuse(self, no: Refused) -> None:
        """A customer out of sight is named by its number there, and by its field here."""
        super().refuse(replace(no, field="customer") if no.field == "number" else no)


class Paying(Offering):
    """支付安排: whose account the money goes into, and to whom the bank pays it on."""

    account = choice(gettext_lazy("结算账户"), required=False)
    payout = choice(gettext_lazy("支付方式"))
    payee = line(gettext_lazy("收款人(受托支付时)"), required=False)
    payee_account = line(gettext_lazy("收款人账号"), required=False, most=40)
    payee_bank = line(gettext_lazy("收款人开户行"), required=False)
    payee_amount = Yuan(label=gettext_lazy("其中受托支付(元,混合支付时)"), required=False)

    def said(self) -> dict[str, Any]:
        """Nothing typed is nothing shared."""
        found = super().said()
        return {**found, "payee_amount": found.get("payee_amount") or 0}


class Pairing(Offering):
    """指定协办."""

    co = choice(gettext_lazy("协办客户经理"))


class Moving(Offering):
    """移交."""

    lead = choice(gettext_lazy("移交给"))
    reason = words(gettext_lazy("移交原因"))


class Wording(Doing):
    """One thing in words."""

    words = words(gettext_lazy("原因"))


class Rejecting(Offering):
    """否决."""

    code = choice(gettext_lazy("否决原因"))
    words = words(gettext_lazy("情况说明"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options": {"code": named("case_reject")}, **kwargs})


class Returning(Doing):
    """退回, a point a line."""

    points = words(gettext_lazy("退回要点(每行一条)"), most=2_000, rows=4)

    def clean_points(self) -> list[str]:
        """Numbered by their order."""
        return [each.strip() for each in self.cleaned_data["points"].splitlines() if each.strip()]


class Excepting(Offering):
    """提出例外."""

    rule = choice(gettext_lazy("例外事项"))
    reason = words(gettext_lazy("理由"))


class Granting(Offering):
    """例外的决定."""

    rule = choice(gettext_lazy("例外事项"))
    grant = choice(gettext_lazy("决定"))
    words = words(gettext_lazy("决定的理由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grant: Any = self.fields["grant"]
        grant.choices = [("1", _("准许")), ("0", _("不准许"))]

    def clean_grant(self) -> bool:
        """Yes or no."""
        return bool(self.cleaned_data["grant"] == "1")


class Answering(Offering):
    """逐项核查: one line of the checklist."""

    item = forms.CharField(max_length=16, widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=gettext_lazy("结论"), widget=forms.RadioSelect)
    evidence = words(gettext_lazy("证据"), rows=1)
    words = words(gettext_lazy("情况(不通过或待判断时必填)"), required=False, rows=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options": {"answer": named("case_answer")}, **kwargs})

    def said(self) -> dict[str, Any]:
        """The deed calls the answer what was said."""
        told = super().said()
        return {"said": told.pop("answer"), **told}


class Judging(Doing):
    """风险岗判断."""

    item = forms.CharField(max_length=16, widget=forms.HiddenInput)
    passes = forms.ChoiceField(label=gettext_lazy("判断"), widget=forms.RadioSelect)
    words = words(gettext_lazy("判断的依据"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passes: Any = self.fields["passes"]
        passes.choices = [("1", _("可以通过")), ("0", _("不通过"))]

    def clean_passes(self) -> bool:
        """Yes or no."""
        return bool(self.cleaned_data["passes"] == "1")


class Estimating(Offering):
    """销售额推算."""

    method = choice(gettext_lazy("推算方法"))
    sales = Yuan(label=gettext_lazy("年销售额(元)"))
    basis = words(gettext_lazy("推算依据"), rows=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options": {"method": named("estimate_method")}, **kwargs})
        self.fields["sales"].widget.attrs |= {"data-sales": ""}


MOST_LINES = 60


class Building(Doing):
    """现场报表: lines side by side in the order they were typed; an empty line is none."""

    def clean(self) -> dict[str, Any]:
        """`lines` as the deed takes them, amounts in fen."""
        data: Any = self.data
        columns = [data.getlist(name)[:MOST_LINES] for name in ("side", "name", "amount")]
        found, sides = [], {code for code, _name in names.choices("sheet_side")}
        for side, name, amount in zip(*columns, strict=False):
            if not name.strip() and not amount.strip():
                continue
            try:
                fen = fen_of(amount.strip())
            except Refuse:
                raise forms.ValidationError(_("请核对每一行的金额。")) from None
            title = name.strip()[:60].replace("\0", "")
            if side not in sides or not title or abs(fen) > MOST_FEN:
                raise forms.ValidationError(_("每一行都要有类别、名称和金额。"))
            found.append({"side": side, "name": title, "amount": fen})
        return {**self.cleaned_data, "lines": found}


class Telling(Doing):
    """补充情况: what only the customer can say, and what decides whether a paper is needed. Nothing typed says nothing."""

    planned = Yuan(required=False, label=gettext_lazy("计划采购或投入(元)"))
    own_funds = Yuan(required=False, label=gettext_lazy("自有资金(元)"))
    partner = choice(gettext_lazy("合作方(资金池或核心企业)"), required=False)
    season_role = choice(gettext_lazy("枣季角色"), required=False)
    income_a = Yuan(required=False, label=gettext_lazy("年收入·口径一(元)"))
    income_b = Yuan(required=False, label=gettext_lazy("年收入·口径二(元)"))
    elsewhere = Yuan(required=False, label=gettext_lazy("他行贷款余额(元)"))
    years = whole(gettext_lazy("从业年数"), 80, 0, required=False)
    rating = line(gettext_lazy("人工评级"), required=False, most=8)
    married = choice(gettext_lazy("借款人已婚"), required=False)
    permit_needed = choice(gettext_lazy("经营须有许可证"), required=False)
    co_owned = choice(gettext_lazy("押品或场所为共有"), required=False)
    CONDITIONS = ("married", "permit_needed", "co_owned")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.CONDITIONS:
            field: Any = self.fields[name]
            field.choices = [("", _("未定")), ("1", _("是")), ("0", _("否"))]
        behind = [*backing.choices("POOL_LOAN"), *backing.choices("CHAIN_LOAN")]
        for name, offered in (("partner", behind), ("season_role", named("season_role"))):
            select: Any = self.fields[name]
            select.choices = [("", _("未定")), *offered]

    def said(self) -> dict[str, Any]:
        """Inputs and conditions; what was left empty is left as it stands."""
        told = {name: value for name, value in super().said().items() if value not in (None, "")}
        conditions = {name: told.pop(name) == "1" for name in self.CONDITIONS if name in told}
        return {"inputs": told, "conditions": conditions}


class Evaluating(Doing):
    """全面评估, with a reason where the estimates are apart."""

    apart_reason = words(gettext_lazy("推算相差过大的原因(相差在规定内可不填)"), required=False)


class Putting(Offering):
    """放入资料: a paper on file, or a new one that is put on file at the same time."""

    kind = choice(gettext_lazy("资料类型"))
    document = choice(gettext_lazy("客户档案中的资料"), required=False)
    file = forms.FileField(
        label=gettext_lazy("或拍照、上传"), required=False, widget=forms.FileInput(attrs={"class": "form-control"})
    )
    expires = forms.DateField(
        label=gettext_lazy("到期日"), required=False,
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        if not kind.choices:
            kind.choices = list(DOCUMENT_TYPES.items())

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "document" in said and "file" in said and not said["document"] and not said["file"]:
            raise forms.ValidationError(_("请选择档案中的资料,或拍照、上传。"))
        return said


class Approving(Doing):
    """审批 by one person: amount and months; the price as computed."""

    amount = Yuan(label=gettext_lazy("批准金额(元)"))
    months = whole(gettext_lazy("期限(月)"), LONGEST_MONTHS)
    conditions = words(gettext_lazy("批复条件"), required=False)


class Filters(forms.Form):
    """What the desk is narrowed by."""

    q = forms.CharField(required=False, max_length=64)
    state = choice(gettext_lazy("状态"), required=False)
    colour = choice(gettext_lazy("时限"), required=False)
    product = choice(gettext_lazy("产品"), required=False)
    unit = choice(gettext_lazy("机构"), required=False)
    holder = choice(gettext_lazy("经办人"), required=False)
    step = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[("", ""), ("1", "1")])

    def __init__(self, data: Any, products: dict[str, str], units: dict[str, str], staff: dict[str, str]) -> None:
        super().__init__(data, auto_id="%s")
        self.fields["q"].label = _("查找")
        self.fields["q"].widget.attrs |= {**TEXT, "placeholder": _("业务编号、客户号或名称")}
        every = ("", _("全部"))
        offered: dict[str, list[tuple[str, str]]] = {
            "state": [("", _("在办")), ("ALL", _("全部")), *named("case_state")],
            "colour": [every, *named("clock_colour")],
            "step": [every, *named("five_step")],
            "product": [every, *((code, _(name)) for code, name in sorted(products.items()))],
            "unit": [every, *sorted(units.items())],
            "holder": [every, *((number, f"{name} {number}") for number, name in sorted(staff.items()))],
        }
        for name, options in offered.items():
            field: Any = self.fields[name]
            field.choices = options
