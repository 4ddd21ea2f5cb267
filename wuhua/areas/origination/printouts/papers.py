"""A paper of a case as bytes: drawn as PDF, filled into its Word template, or the contract as it is kept."""

from __future__ import annotations

from pathlib import Path

from wuhua.areas.origination.models import Contract
from wuhua.areas.origination.printouts.layouts import LAYOUTS
from wuhua.areas.origination.printouts.read import text_of
from wuhua.areas.origination.printouts.sheets import CaseSheet
from wuhua.areas.origination.rules.printing import CaseForm
from wuhua.platform.paper import pdf, word
from wuhua.platform.paper.copied import copied
from wuhua.platform.paper.layouts import PaperForm

TEMPLATES = Path(__file__).parent / "templates"


def template_of(form: CaseForm) -> Path:
    """The file the legal desk edits."""
    return TEMPLATES / f"{form.value.lower()}.docx"


def made(sheet: CaseSheet, kind: PaperForm, foot: str, copy: int, tray: pdf.Tray = pdf.STRAIGHT) -> bytes:
    """The paper in the form asked for. The contract is never made anew: what is handed out is what was kept, or a reading
    copy of that very text with its digest at the foot.
    """
    if sheet.form is CaseForm.CONTRACT:
        contract = Contract.objects.get(number=sheet.filled.values["contract"])
        text = text_of(contract)
        if kind is PaperForm.WORD:
            return text
        return copied(text, f"借款合同 {contract.number}", f"{foot}  阅读副本,文本摘要 {contract.digest[:12]}", tray)
    if kind is PaperForm.WORD:
        return word.filled(template_of(sheet.form), sheet.filled, foot, copy)
    return pdf.drawn(LAYOUTS[sheet.form], sheet.filled, foot, copy, tray)
