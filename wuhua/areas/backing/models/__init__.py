"""Tables of backing. Amounts are whole fen, shares hundredths of a percent; what happened is never edited."""

from wuhua.areas.backing.models.chain import Confirmation, ConfirmationUse, CoreFirm, Sweep
from wuhua.areas.backing.models.pools import Pool, PoolAgreement, PoolClaim, PoolEntry, PoolProposal, PoolReceipt
from wuhua.areas.backing.models.tax import TaxFreeze

__all__ = [
    "Confirmation",
    "ConfirmationUse",
    "CoreFirm",
    "Pool",
    "PoolAgreement",
    "PoolClaim",
    "PoolEntry",
    "PoolProposal",
    "PoolReceipt",
    "Sweep",
    "TaxFreeze",
]
