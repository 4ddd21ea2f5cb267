"""Rules of customer: the four kinds, identity numbers, and what may be shown."""

from __future__ import annotations

from enum import StrEnum


class CustomerKind(StrEnum):
    """客户类型 (domain 0.3)."""

    ENTERPRISE = "ENTERPRISE"
    MERCHANT = "MERCHANT"
    OWNER = "OWNER"
    FARM_ENTITY = "FARM_ENTITY"


class SizeClass(StrEnum):
    """企业规模 (工信部联企业〔2011〕300号)."""

    LARGE = "LARGE"
    MEDIUM = "MEDIUM"
    SMALL = "SMALL"
    MICRO = "MICRO"
