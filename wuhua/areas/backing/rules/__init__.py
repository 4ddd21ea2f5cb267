"""Rules of backing: names, refusals, who may; the sums stand in `pools` and `chain`, the tax house's word in `tax`."""

from wuhua.areas.backing.rules.names import (
    BackingRefusal,
    ConfirmationKind,
    Party,
    PoolEntryKind,
    check_words,
    may_confirm,
    may_keep,
    may_pay,
)

__all__ = [
    "BackingRefusal",
    "ConfirmationKind",
    "Party",
    "PoolEntryKind",
    "check_words",
    "may_confirm",
    "may_keep",
    "may_pay",
]
