"""The filters of the loan book: text in, a frozen question out. A wrong value is said beside its field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuhua.areas.classification import pages as classification
from wuhua.areas.people import read as people
from wuhua.areas.product import pages as products
from wuhua.areas.servicing.pages import Wanted
from wuhua.web import labels

BANDS = {
    "1": (1, None, gettext_lazy("有逾期")),
    "1-30": (1, 30, gettext_lazy("1-30天")),
    "31-60": (31, 60, gettext_lazy("31-60天")),
    "61-90": (61, 90, gettext_lazy("61-90天")),
    "91": (91, None, gettext_lazy("90天以上")),
}
WINDOWS = ("7", "30", "60", "90")


class Export(forms.Form):
    """The question of the page, and the key that makes two clicks one file."""

    query = forms.CharField(required=False, max_length=2000)
    key = forms.CharField(max_length=64)


class Filters(forms.Form):
    """Everything the loan book can be narrowed by."""

    q = forms.CharField(required=False, max_length=80)
    branch = forms.ChoiceField(required=False)
    product = forms.ChoiceField(required=False)
    manager = forms.ChoiceField(required=False)
    klass = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False)
    overdue = forms.ChoiceField(required=False)
    matures = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch_names, self.product_names = people.branch_names(), products.product_names()
        self.staff_names = people.staff_names()
        words = {kind: [(code, _(name)) for code, name in labels.choices(kind)] for kind in ("klass", "status")}
        self._offer("branch", _("机构"), sorted(self.branch_names.items()))
        self._offer("product", _("产品"), [(code, _(name)) for code, name in self.product_names.items()])
        self._offer("manager", _("客户经理"), sorted(self.staff_names.items()))
        self._offer("klass", _("五级分类"), words["klass"])
        self._offer("status", _("账面状态"), words["status"][:4])
        self._offer("overdue", _("逾期"), [(code, band[2]) for code, band in BANDS.items()])
        self._offer("matures", _("到期"), [(n, _("%(n)s 天内") % {"n": n}) for n in WINDOWS])
        self.fields["q"].widget.attrs |= {"class": "form-control", "autocomplete": "off"}

    def _offer(self, name: str, title: str, options: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        field.label = title
        field.choices = [("", _("全部")), *options]  # type: ignore[attr-defined]
        field.widget.attrs |= {"class": "form-select"}

    @property
    def choosers(self) -> list[forms.BoundField]:
        """The selects, in their order."""
        return [self[name] for name in self.fields if name != "q"]

    def wanted(self, day: date) -> Wanted:
        """The question; what could not be read is left out and said beside the field."""
        self.is_valid()
        said = self.cleaned_data
        low, high, _name = BANDS.get(said.get("overdue", ""), (0, None, ""))
        window = said.get("matures") or ""
        page = self.data.get("page", "1")
        return Wanted(
            q=said.get("q", ""),
            branch=said.get("branch", ""),
            product=said.get("product", ""),
            manager=said.get("manager", ""),
            status=said.get("status", ""),
            overdue=low,
            overdue_to=high,
            matures_from=day if window else None,
            matures_to=day + timedelta(days=int(window)) if window else None,
            sort=self.data.get("sort", "") or "maturity",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            note_ids=classification.notes_in(said["klass"]) if said.get("klass") else None,
        )
