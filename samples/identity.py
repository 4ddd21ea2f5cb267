"""Numbers with check digits: invented, yet valid, so that the intake's checks are exercised and passed.

Resident identity numbers after GB 11643-1999, unified social credit codes after GB 32100-2015 with the organisation part
after GB 11714. `tests/rules/test_sample.py` checks every one of them with python-stdnum.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

AREAS = ("140824", "140824", "140824", "140824", "140824", "140824", "140881", "140802")
"""Most people were born in the county itself, some in two neighbouring ones."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONE_HEADS = ("130", "131", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155", "158", "159")
_PHONE_HEADS_LATER = ("180", "182", "183", "186", "187", "188", "189")


def resident_check(first_17: str) -> str:
    """The eighteenth character of a resident identity number.

    >>> resident_check("14082419800101001")
    '9'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _RESIDENT_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def organisation_check(first_8: str) -> str:
    """The check character of the nine-character organisation code inside a credit code.

    >>> organisation_check("MA0JXH01")
    '9'
    """
    total = sum(
        _ORGANISATION_ALPHABET.index(char) * weight for char, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def credit_code_check(first_17: str) -> str:
    """The eighteenth character of a unified social credit code.

    >>> credit_code_check("91140824MA0JXH019"), credit_code_check("92140824MA0JXG999")
    ('N', 'P')
    """
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(first_17, _USCC_WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


class Numbers:
    """Hands out numbers, none of them twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._residents: set[str] = set()
        self._organisations: set[str] = set()
        self._phones: set[str] = set()

    def resident(self, male: bool) -> str:
        """An identity number of somebody born between 1955 and 1994."""
        while True:
            born = date(1955, 1, 1) + timedelta(days=self._rng.randrange(14_600))
            order = self._rng.randrange(100) * 10 + self._rng.randrange(5) * 2 + (1 if male else 0)
            first = f"{self._rng.choice(AREAS)}{born:%Y%m%d}{order:03d}"
            if order > 1 and first not in self._residents:
                self._residents.add(first)
                return first + resident_check(first)

    def credit_code(self, head: str) -> str:
        """A credit code; `head` 91 enterprise, 92 个体工商户, 93 farmers' co-operative."""
        while True:
            body = "MA0" + "".join(self._rng.choice(_ALPHABET) for _ in range(5))
            check = organisation_check(body)
            if check != "I" and body not in self._organisations:
                self._organisations.add(body)
                first = f"{head}140824{body}{check}"
                return first + credit_code_check(first)

    def phone(self) -> str:
        """A mobile number."""
        while True:
            head = self._rng.choice(_PHONE_HEADS + _PHONE_HEADS_LATER)
            number = f"{head}{self._rng.randrange(10**8):08d}"
            if number not in self._phones:
                self._phones.add(number)
                return number
