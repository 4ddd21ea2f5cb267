"""Rules of customer, a noun a file: the four kinds, identity numbers, what may be written on a file."""

from wuhua.areas.customer.rules.identity import (
    KIND_NAMES,
    CustomerKind,
    CustomerRefusal,
    Identity,
    IdentityKind,
    SizeClass,
    check_identity,
    check_phone,
    check_reason,
    check_size,
    identity_kind,
    normalised,
    organisation_check,
)

__all__ = [
    "CustomerKind",
    "CustomerRefusal",
    "Identity",
    "IdentityKind",
    "KIND_NAMES",
    "SizeClass",
    "check_identity",
    "check_phone",
    "check_reason",
    "check_size",
    "identity_kind",
    "normalised",
    "organisation_check",
]
