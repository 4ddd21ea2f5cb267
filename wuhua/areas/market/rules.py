"""Rules of market: when a visit is located and when a file counts as built."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """Whom a survey or file is about."""

    MERCHANT = "MERCHANT"
    ENTERPRISE = "ENTERPRISE"


class AgreementKind(StrEnum):
    """战略合作协议: parks, leading enterprises, supermarkets and malls."""

    PARK = "PARK"
    LEADING_ENTERPRISE = "LEADING_ENTERPRISE"
    MALL_SUPERMARKET = "MALL_SUPERMARKET"
