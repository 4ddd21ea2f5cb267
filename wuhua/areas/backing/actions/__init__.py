"""Verbs of backing, one transaction each. Whoever changes a pool or a core firm locks its row first.

`lend.commit` is called by whoever pays a case out, in his transaction; `claims` and `sweeps` move money through servicing.
"""

from wuhua.areas.backing.actions.chain import confirm, open_core_firm, put_cap
from wuhua.areas.backing.actions.claims import compensate, recover
from wuhua.areas.backing.actions.common import once_for
from wuhua.areas.backing.actions.due import propose_due
from wuhua.areas.backing.actions.lend import commit
from wuhua.areas.backing.actions.pools import NewAgreement, open_pool, pay_in, refund, sign_agreement
from wuhua.areas.backing.actions.shares import share_payments
from wuhua.areas.backing.actions.sweeps import sweep_receipt
from wuhua.areas.backing.actions.tax import keep_frozen, watch_tax

__all__ = [
    "NewAgreement",
    "commit",
    "compensate",
    "confirm",
    "keep_frozen",
    "once_for",
    "open_core_firm",
    "open_pool",
    "pay_in",
    "propose_due",
    "put_cap",
    "recover",
    "refund",
    "share_payments",
    "sign_agreement",
    "sweep_receipt",
    "watch_tax",
]
