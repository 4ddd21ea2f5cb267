"""Tables of market, a noun a file. Amounts are whole fen; degrees are exact decimals."""

from wuhua.areas.market.models.visit import (
    Agreement,
    CustomerFile,
    Survey,
    Target,
)

__all__ = [
    "Agreement",
    "CustomerFile",
    "Survey",
    "Target",
]
