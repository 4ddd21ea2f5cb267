"""Papers a borrower fetches on its phone: of its own notes and accounts, drawn as at the desk. Another's is no paper at all."""

from __future__ import annotations

from datetime import date

from wuhua.areas.servicing import own
from wuhua.areas.servicing.printouts import sheets
from wuhua.areas.servicing.printouts.rules import OF_NOTE, Wanted
from wuhua.areas.servicing.words import Paper
from wuhua.core.refuse import Refused

PAPERS = (Paper.INTEREST_LIST, Paper.RECEIPT, Paper.STATEMENT, Paper.CERTIFICATE)
"""What a borrower may fetch by itself; notices and the note itself come from the desk."""


def sheet_of(customer_id: int, wanted: Wanted, day: date) -> sheets.Sheet | Refused:
    """A paper about the customer's own note or account, as it would be printed at the desk."""
    if wanted.paper not in PAPERS:
        return sheets.unknown("单据")
    if wanted.paper in OF_NOTE:
        note = own.note_of(customer_id, wanted.subject)
        return sheets.unknown("借据") if note is None else sheets.of_note(note, wanted, day)
    account = own.account_of(customer_id, wanted.subject)
    return sheets.unknown("结算账户") if account is None else sheets.of_account(account, wanted, day)
