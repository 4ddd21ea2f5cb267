"""What has been printed of a case and what may be, and the contract as it lies in the file."""

from __future__ import annotations

from dataclasses import dataclass

from wuhua.areas.origination.models import Case, CasePrintout, Contract
from wuhua.areas.origination.printouts.sheets import waits_for
from wuhua.areas.origination.read import contracts, gate
from wuhua.areas.origination.rules.printing import FORM_NAMES, CaseForm
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import files


@dataclass(frozen=True, slots=True)
class FormLine:
    """One paper of a case: how often it was printed, or why it is not time for it."""

    form: CaseForm
    title: str
    copies: int
    waits: str


def forms_of(case: Case) -> list[FormLine]:
    """Every paper a case can have, in file order. A fixed number of queries."""
    counts: dict[str, int] = {}
    for form, copy in case.printouts.values_list("form", "copy"):
        counts[form] = max(copy, counts.get(form, 0))
    return [FormLine(form, FORM_NAMES[form], counts.get(form, 0), waits_for(case, form)) for form in CaseForm]


def printouts_of(case: Case, limit: int = 60) -> list[CasePrintout]:
    """What was printed of it, newest first."""
    return list(case.printouts.order_by("-id")[:limit])


def contract_for_page(officer: Officer, number: str) -> tuple[Case, Contract | None] | Refused:
    """The case in sight with the contract of its turn."""
    case = gate.case_for(officer, number)
    return case if isinstance(case, Refused) else (case, contracts.contract_of(case))


def text_of(contract: Contract) -> bytes:
    """The contract byte for byte as it was kept; raises where the file is lost or altered."""
    with files.open_(contract.document.file_id) as file:
        return file.read()
