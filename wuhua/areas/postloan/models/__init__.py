"""Tables of postloan, a noun a file."""

from wuhua.areas.postloan.models.step5 import MonthlyLook, StopOfUse

__all__ = ["MonthlyLook", "StopOfUse"]
