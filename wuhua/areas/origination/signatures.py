"""签署: who vouches that this person signed this document at this moment, behind one interface.

A `Signer` gets the document's digest and answers a signature or why there is none. Two are embedded, both the bank's own
and marked so (`OWN`): `Witnessed`, face to face before a member of staff, and `OneTimeCode`, by the code on the customer's
phone. A certificate authority's service is a third class with the same method; it is handed to `actions.signing.sign`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from wuhua.areas.origination.rules import OriginationRefusal, SignWay
from wuhua.core.refuse import Refused

OWN = "本行自有签署,非第三方 CA"
"""Stands on every page signed this way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be signed, by whom, how and when; `proof` is what the signer brings (a one-time code)."""

    digest: str
    signer: str
    way: SignWay
    at: datetime
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature as kept, and who stands behind it in words."""

    signature: str
    authority: str


class Signer(Protocol):
    """Anything that can vouch for a signature."""

    def seal(self, asked: Asked) -> Seal | Refused:
        """The signature over the document, or the named reason why it is not given."""
        ...


def seal_of(digest: str, signer: str, way: SignWay, at: datetime) -> str:
    """The embedded signature: changing the document, the signer, the way or the moment changes it.

    The moment counts as an instant: the database gives it back in another zone than it was written in.
    """
    moment = at.astimezone(UTC).isoformat()
    return hashlib.blake2b("\x1f".join((digest, signer, way, moment)).encode(), digest_size=32).hexdigest()


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The default: a hash; that the person was there is the witness's word, which the verb asks for."""

    def seal(self, asked: Asked) -> Seal | Refused:
        """Always given."""
        return Seal(seal_of(asked.digest, asked.signer, asked.way, asked.at), OWN)


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """The code on the customer's phone: `spend` uses it up and says why it does not hold; then the same hash."""

    spend: Callable[[str], Refused | None]

    def seal(self, asked: Asked) -> Seal | Refused:
        """Given once for a code that holds."""
        if not asked.proof.strip():
            return Refused(
                OriginationRefusal.SIGNATURE_MISSING, "没有填写短信验证码。", "请向客户手机发送验证码后填写。", "code"
            )
        return self.spend(asked.proof.strip()) or Witnessed().seal(asked)


def _no_code(_: str) -> Refused:
    return Refused(
        OriginationRefusal.SIGNATURE_MISSING,
        "没有经客户手机核实的验证码。",
        "请由客户在手机上确认,或安排面签。",
        "code",
    )


def usual(way: SignWay) -> Signer:
    """The embedded signer of a way. From afar nothing is signed until a checker of codes is handed in."""
    return Witnessed() if way is SignWay.FACE_TO_FACE else OneTimeCode(_no_code)


def holds(digest: str, signer: str, way: str, moment: datetime, signature: str) -> bool:
    """Whether an embedded signature is the one over these words: what an inspector asks years later."""
    return seal_of(digest, signer, SignWay(way), moment) == signature
