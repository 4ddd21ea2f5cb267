"""Tables of customer, a noun a file. Amounts are whole fen. Personal numbers are stored sealed, blind and masked, never plain."""

from wuhua.areas.customer.models.customer import (
    AccountFlow,
    Customer,
    PowerRecord,
    RegistryRecord,
    SourceRecord,
    Standing,
    TaxRecord,
    WageRecord,
)

__all__ = [
    "AccountFlow",
    "Customer",
    "PowerRecord",
    "RegistryRecord",
    "SourceRecord",
    "Standing",
    "TaxRecord",
    "WageRecord",
]
