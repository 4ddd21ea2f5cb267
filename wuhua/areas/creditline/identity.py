"""身份核验: who vouches that the person on the phone is the customer, behind one interface.

`WUHUA_IDENTITY=模块:名称` names the bank's own service (the police's check of a number and a name, a face). Without one the
embedded `OwnRecord` stands in: the number and the phone on file at the bank and the codes that came back from that phone.
It is marked so (`OWN`) wherever it is kept, because it is less than such a service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings

from wuhua.areas.creditline.rules import CardRefusal
from wuhua.core.refuse import Refused, ensure

OWN = "本行登记的证件号、手机号与短信验证码核对,未连公安身份核查与人脸识别"
"""What the embedded check is, in words; stands on every signing that rests on it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be checked. `reveal` gives the plain number, once asked, and writes down that it was handed over."""

    number: str
    name: str
    kind: str
    identity_masked: str
    phone_masked: str
    reveal: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Proof:
    """Who vouched, and under which number of theirs."""

    authority: str
    reference: str = ""

    def plain(self) -> dict[str, str]:
        """For the signing."""
        return {"authority": self.authority, "reference": self.reference}


class IdentityCheck(Protocol):
    """Anything that can vouch for a person."""

    def check(self, who: Person) -> Proof | Refused:
        """The proof, or the named reason why there is none."""
        ...


class OwnRecord:
    """The embedded check: only a customer whose number and phone are on file could have come in at all."""

    def check(self, who: Person) -> Proof | Refused:
        """Given where both are on file."""
        if who.identity_masked and who.phone_masked:
            return Proof(OWN)
        return Refused(
            CardRefusal.IDENTITY_UNPROVED, "您的证件或手机在本行登记不全。", "请带证件到网点补登,或请客户经理上门办理。"
        )


def checker() -> IdentityCheck:
    """The check of this installation."""
    named = str(getattr(settings, "WUHUA_IDENTITY", ""))
    if not named:
        return OwnRecord()
    module, colon, attribute = named.partition(":")
    ensure(bool(colon), "WUHUA_IDENTITY is written module:name")
    found: Any = getattr(import_module(module), attribute)
    made: IdentityCheck = found() if isinstance(found, type) else found
    return made
