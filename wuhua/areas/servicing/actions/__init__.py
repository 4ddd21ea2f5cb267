"""Verbs of servicing, one transaction each. Every verb on a note waits for the seal of the day before, is idempotent
by its key, and writes its audit row with the change.

`repay` is the counter's short way for what is due today; everything else a person may ask of a note goes through
`verbs` (decide, preview, do) and, where a second pair of eyes is needed, `orders`. The day end writes through
`write_day` and `write_rates`; what arrives by file comes through `hold`, `write_received` and `receive_one`, and
what the core did on its own through `open_told`, `open_earlier` and `reverse_told`.
"""

from wuhua.areas.servicing.actions.accounts import deposit, withdraw
from wuhua.areas.servicing.actions.book import move_book
from wuhua.areas.servicing.actions.day import write_day, write_rates
from wuhua.areas.servicing.actions.disburse import NoteTerms, as_written, check, disburse, written
from wuhua.areas.servicing.actions.received import Received, hold, receive_one, write_received
from wuhua.areas.servicing.actions.renewal import renew
from wuhua.areas.servicing.actions.repay import repay
from wuhua.areas.servicing.actions.repricing import plan_repricing
from wuhua.areas.servicing.actions.told import Payment, open_earlier, open_told, reverse_told
from wuhua.areas.servicing.actions.verbs import ask, do
from wuhua.areas.servicing.loading import load_accounts, load_bills, load_notes, load_plans

__all__ = [
    "NoteTerms",
    "Payment",
    "Received",
    "as_written",
    "ask",
    "check",
    "deposit",
    "disburse",
    "do",
    "hold",
    "load_accounts",
    "load_bills",
    "load_notes",
    "load_plans",
    "move_book",
    "open_earlier",
    "open_told",
    "plan_repricing",
    "receive_one",
    "renew",
    "repay",
    "reverse_told",
    "withdraw",
    "write_day",
    "write_rates",
    "write_received",
    "written",
]
