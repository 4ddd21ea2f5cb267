"""Column kinds that guard their own content. See `platform.secrets` for the words.

Amounts need no kind of their own: `BigIntegerField`, whole fen, said in the table's docstring.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.db import models

SEALED = re.compile(r"w1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}", re.ASCII)
BLIND = re.compile(r"[0-9a-f]{64}", re.ASCII)


class SealedText(models.TextField):
    """Holds `secrets.seal(...)`. Writing anything else raises before it reaches the database: no plaintext by mistake.

    Reading gives the ciphertext; `secrets.open_` is called where a person with the right to see it asks.
    """

    def get_prep_value(self, value: Any) -> Any:
        if value not in (None, "") and not SEALED.fullmatch(str(value)):
            raise ValueError(f"{self.attname}: only secrets.seal(...) may be stored here")
        return super().get_prep_value(value)


class BlindIndex(models.CharField):
    """Holds `secrets.blind(...)`: equal values give equal text, and nothing else can be learnt from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if value not in (None, "") and not BLIND.fullmatch(str(value)):
            raise ValueError(f"{self.attname}: only secrets.blind(...) may be stored here")
        return super().get_prep_value(value)


def sealed_columns() -> list[tuple[str, str]]:
    """Table and column of every sealed text of the house."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText)
    ]
