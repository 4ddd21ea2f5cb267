"""Forms of the customer's phone: large fields, plain words, the keyboard that fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.customer.rules.complaints import ComplaintFinding, ComplaintKind
from wuhua.areas.servicing.printouts.own import PAPERS
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.words import PaperForm
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse
from wuhua.web.portal import names


def _typed(mode: str, **more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", **more})


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Door(forms.Form):
    """Who says to be who."""

    identity = forms.CharField(
        label=gettext_lazy("身份证号或统一社会信用代码"),
        max_length=40,
        widget=_typed("text", autocapitalize="characters"),
    )
    phone = forms.CharField(label=gettext_lazy("在本行登记的手机号"), max_length=20, widget=_typed("tel"))


class Code(forms.Form):
    """The code that came."""

    handle = forms.CharField(max_length=64, widget=forms.HiddenInput)
    masked = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("短信验证码(6位)"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class Payoff(forms.Form):
    """On which day a note is to be settled."""

    day = forms.DateField(
        label=gettext_lazy("哪一天结清"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def _fen(text: str) -> int:
    try:
        return fen_of(text.replace(",", "").replace(",", "").strip(), "amount")
    except Refuse:
        raise forms.ValidationError(_("请填写数字,例如 50000。")) from None


class Sum(forms.Form):
    """How much to draw or repay."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    amount = forms.CharField(label=gettext_lazy("金额(元)"), max_length=20, widget=_typed("decimal"))

    def clean_amount(self) -> int:
        """Yuan as it was typed, in fen."""
        return _fen(self.cleaned_data["amount"])


class Confirm(Sum):
    """The same sum again, with the code that was sent for it."""

    handle = forms.CharField(max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("短信验证码(6位)"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class Fall(Sum):
    """More than the card gives, or a card that gives nothing today: the manager is asked to come."""

    use = forms.CharField(label=gettext_lazy("做什么用"), max_length=60)


class Flash(Sum):
    """Money at once: how much, what for, and what is agreed to. `afar`: the tick is under a contract, not under a draw."""

    purpose = forms.CharField(label=gettext_lazy("用来做什么"), max_length=40, widget=forms.Select)
    use = forms.CharField(label=gettext_lazy("具体买什么、付给谁"), max_length=60, widget=_typed("text"))
    agreed = forms.BooleanField(
        label=gettext_lazy("我已阅读并同意支用约定:款到自己账户,按天计息,不挪作他用。"), required=False
    )
    records = forms.BooleanField(
        label=gettext_lazy(
            "我同意本行为这次授信和贷后管理使用我已授权的征信、税务、用电、流水等信息,并依法报送信用信息。"
        ),
        required=False,
    )
    AFAR: tuple[str, ...] = ("records",)
    """What is ticked here where a contract is signed: that one is ticked beside its text, in the next step."""

    def __init__(
        self, purposes: Callable[[], list[tuple[str, str]]], *args: Any, afar: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        # Asked when the list is drawn, and not when a filled form is only read.
        self.fields["purpose"].widget.choices = lambda: [("", gettext_lazy("请选择")), *purposes()]
        self.afar = afar
        for name in {"agreed", "records"} - set(self.AFAR if afar else ("agreed",)):
            del self.fields[name]

    def clean_use(self) -> str:
        """One line, whatever was pasted: it stands in a contract."""
        return " ".join(self.cleaned_data["use"].split())

    @property
    def all_agreed(self) -> bool:
        """Every tick that the page asks for."""
        return all(self.cleaned_data.get(name) for name in ("agreed", "records") if name in self.fields)


class FlashSign(Flash):
    """The same again, with the code that was sent for it; a contract is ticked here, where it was read."""

    AFAR = ("agreed", "records")
    handle = forms.CharField(max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("短信验证码(6位)"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.afar:
            self.fields["agreed"].label = gettext_lazy(
                "我已阅读并同意授信卡额度合同,知道额度、利率、还款日和逾期的后果。"
            )


class Apply(forms.Form):
    """What is asked for first."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    product = forms.ChoiceField(label=gettext_lazy("想办哪种贷款"))
    amount = forms.CharField(label=gettext_lazy("想借多少(元)"), max_length=20, widget=_typed("decimal"))
    months = forms.IntegerField(
        label=gettext_lazy("借多久(个月)"), min_value=1, max_value=360, widget=_typed("numeric")
    )
    purpose = forms.CharField(label=gettext_lazy("用来做什么"), max_length=40, widget=forms.Select)
    needed = forms.DateField(
        label=gettext_lazy("什么时候要用"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    words = forms.CharField(label=gettext_lazy("还想说的话(可不填)"), required=False, max_length=600, widget=_words(3))

    def __init__(
        self, products: list[tuple[str, str]], purposes: list[tuple[str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["product"].choices = products  # type: ignore[attr-defined]
        self.fields["purpose"].widget.choices = purposes

    def clean_amount(self) -> int:
        """Yuan as it was typed, in fen."""
        return _fen(self.cleaned_data["amount"])


class Review(forms.Form):
    """Why a person should look again."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("请说明您的情况(可不填)"), required=False, max_length=600, widget=_words(3)
    )


class Complain(forms.Form):
    """What went wrong."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("关于什么"))
    about = forms.CharField(
        label=gettext_lazy("哪个网点、哪位工作人员(可不填)"), required=False, max_length=80, widget=_typed("text")
    )
    words = forms.CharField(label=gettext_lazy("事情经过"), max_length=2100, widget=_words(6))
    name = forms.CharField(label=gettext_lazy("怎么称呼您"), max_length=40, widget=_typed("text"))
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=20, required=False, widget=_typed("tel"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(each.value, _(names.COMPLAINT_KINDS[each])) for each in ComplaintKind]  # type: ignore[attr-defined]


class Fetch(forms.Form):
    """A paper to fetch."""

    key = forms.CharField(max_length=64)
    paper = forms.ChoiceField(choices=[(each.value, each.value) for each in PAPERS])
    subject = forms.CharField(max_length=80)
    form = forms.ChoiceField(choices=[(each.value, each.value) for each in PaperForm])
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    receipt = forms.IntegerField(required=False, min_value=0, max_value=10**12)

    def wanted(self) -> Wanted:
        """As the printouts take it."""
        said = self.cleaned_data
        paper = next(each for each in PAPERS if each.value == said["paper"])
        return Wanted(
            paper, said["subject"], PaperForm(said["form"]), said["first"], said["last"], said["receipt"] or 0
        )


class Handling(forms.Form):
    """What a handler writes about a complaint."""

    words = forms.CharField(
        label=gettext_lazy("核查情况或答复"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    finding = forms.ChoiceField(
        label=gettext_lazy("结论"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["finding"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((each.value, _(names.COMPLAINT_FINDINGS[each])) for each in ComplaintFinding),
        ]
