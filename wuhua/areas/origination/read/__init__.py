"""Questions to origination, a noun a file."""

from wuhua.areas.origination.read.gate import case_for, hands, visible
from wuhua.areas.origination.read.record import Asked, asked, clocks_of, funded, of_customer, refused

__all__ = ["Asked", "asked", "case_for", "clocks_of", "funded", "hands", "of_customer", "refused", "visible"]
