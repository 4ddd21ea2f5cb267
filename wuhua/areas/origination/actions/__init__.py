"""Verbs of origination, one noun a file. Pages, API and other rooms call `do`; loads come through `loading`."""

from wuhua.areas.origination.actions.closing import funded, funded_by_core, handed
from wuhua.areas.origination.actions.common import Now
from wuhua.areas.origination.actions.doors import do
from wuhua.areas.origination.actions.loading import load_applications, load_cases
from wuhua.areas.origination.actions.paying import order as order_payment

__all__ = [
    "Now",
    "do",
    "funded",
    "funded_by_core",
    "handed",
    "load_applications",
    "load_cases",
    "order_payment",
]
