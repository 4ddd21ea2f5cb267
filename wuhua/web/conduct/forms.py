"""What is written on the pages of conduct: text in, values out; a refusal comes back beside the field it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.compliance import read
from wuhua.areas.compliance.rules.charges import Payer
from wuhua.areas.compliance.rules.conduct import ConductItem, SaleKind
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic
from wuhua.areas.market.actions import once_for
from wuhua.areas.people.rules import Officer
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.web.choice import Choice
from wuhua.web.conduct.names import LABELS

SELECT = {"class": "form-select"}
TEXT = {"class": "form-control", "autocomplete": "off"}
DAY = {"class": "form-control", "type": "date"}


class Yuan(forms.CharField):
    """An amount in yuan; fen come out. Empty is None where it may be empty."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=24, widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        """Fen."""
        said = super().clean(value)
        try:
            return fen_of(said) if said else None
        except Refuse:
            raise forms.ValidationError(_("请核对金额。")) from None


class Percent(forms.CharField):
    """A yearly rate in percent; whole 10⁻⁷ come out."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        """Units of a rate."""
        said = super().clean(value)
        try:
            return Rate.of_pct(said).units if said else None
        except Refuse:
            raise forms.ValidationError(_("请核对利率。")) from None


class Day(forms.DateField):
    """A day."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


def _named(kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(code.value, _(LABELS[kind][code.value])) for code in codes]


def _text(label: Any, most: int = 120, required: bool = True) -> forms.CharField:
    return forms.CharField(
        max_length=most, required=required, label=label, strip=True, widget=forms.TextInput(attrs=TEXT)
    )


class Keyed(forms.Form):
    """A form that writes once: a second tap gets the first answer, a refusal stands beside its field."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def once(self, request: HttpRequest, who: Officer, act: Callable[[dict[str, Any]], Any]) -> dict[str, Any] | None:
        """{"id": …}, or None with the errors written where they belong."""
        if not self.is_valid():
            return None
        said = dict(self.cleaned_data)
        key = f"{said.pop('key') or uuid4().hex}{request.path}"
        words = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}

        def do() -> Any:
            made = act(said)
            return made if isinstance(made, Refused) else {"id": made.pk}

        answer = once_for(who, key, {"form": request.path, **words}, do)
        if isinstance(answer, Refused):
            self.add_error(answer.field if answer.field in self.fields else None, f"{answer.reason}{answer.next_step}")
            self.data = {name: self.data[name] for name in self.data} | {"key": uuid4().hex}
            return None
        return answer


class Charging(Keyed):
    """A fee on a loan, the service it is for, and what the all-in cost is reckoned from."""

    subject = _text(gettext_lazy("借据号或业务编号"), 64)
    customer = _text(gettext_lazy("客户编号"), 64)
    fee = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("收费项目"))
    amount = Yuan(label=gettext_lazy("金额(元)"))
    payer = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("承担方"))
    service_words = _text(gettext_lazy("服务内容"), 300, required=False)
    service_paper = _text(gettext_lazy("服务凭证编号"), 120, required=False)
    service_on = Day(required=False, label=gettext_lazy("服务日期"))
    at_disbursement = forms.BooleanField(required=False, initial=True, label=gettext_lazy("放款时收取"))
    syndicated = forms.BooleanField(required=False, label=gettext_lazy("银团贷款"))
    priced = Percent(
        required=False,
        label=gettext_lazy("定价利率(%)"),
        help_text=gettext_lazy("系统内审批的贷款自动取批复定价;其他借据放款时收费须填写"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["fee"].choices = [(each.code, each.name) for each in read.fee_codes()]
        fields["payer"].choices = _named("payer", Payer)


class Selling(Keyed):
    """What a borrower bought or placed."""

    customer = _text(gettext_lazy("客户编号"), 64)
    kind = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("类别"))
    product = _text(gettext_lazy("产品名称"))
    amount = Yuan(label=gettext_lazy("金额(元)"))
    day = Day(label=gettext_lazy("购买或存入日"))
    own_money = Yuan(required=False, label=gettext_lazy("其中确属自有资金(元)"))
    sold_by = _text(gettext_lazy("经办人工号"), 32)
    signed_on = Day(required=False, label=gettext_lazy("本人签字日"))
    signature_paper = _text(gettext_lazy("签字凭证编号"), 120, required=False)
    cooled_until = Day(required=False, label=gettext_lazy("冷静期至"))
    cooling_paper = _text(gettext_lazy("冷静期凭证编号"), 120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = _named("sale_kind", SaleKind)


class Raising(Keyed):
    """What somebody saw."""

    item = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("事项"))
    subject = _text(gettext_lazy("借据号或业务编号"), 64)
    staff = _text(gettext_lazy("涉及人员工号"), 32, required=False)
    customer = _text(gettext_lazy("客户编号"), 64, required=False)
    day = Day(label=gettext_lazy("发生日"))
    words = _text(gettext_lazy("线索内容"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].choices = _named("conduct_item", ConductItem)


class Said(Keyed):
    """A judgement in words."""

    words = _text(gettext_lazy("意见"), 500)


class Noticing(Keyed):
    """A version of one of the four."""

    topic = forms.ChoiceField(widget=Choice(attrs=SELECT), label=gettext_lazy("公示项目"))
    title = _text(gettext_lazy("标题"), 80)
    effective_from = Day(label=gettext_lazy("生效日"))
    content = forms.CharField(
        max_length=8_000, label=gettext_lazy("内容"), widget=forms.Textarea(attrs={"class": "form-control", "rows": 8})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["topic"].choices = _named("notice_topic", DisclosureTopic)
