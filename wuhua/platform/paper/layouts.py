"""The shape of a paper: facts in a grid, tables, sentences, places to sign, a receipt to cut off.

A code in braces is a placeholder, the same in a sentence and in the Word templates; what it holds is said by the room.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FURTHEST_OFFSET = 30
"""Millimetres a printer's tray may be off; more is another form."""


class PaperForm(StrEnum):
    """As what it leaves the house."""

    PDF = "PDF"
    WORD = "WORD"


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of the grid: its code, what it is called, whether it takes a whole line."""

    code: str
    label: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its code, heading, share of the width, whether figures stand in it."""

    code: str
    title: str
    share: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A further part below the first table: a heading, facts, a table of its own rows under `code`, sentences."""

    title: str
    code: str = ""
    columns: tuple[Column, ...] = ()
    fields: tuple[Field, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One paper. `lead` stands above the grid, `closing` below the tables; `receipt` is cut off, signed and kept."""

    title: str
    lead: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    table: str = ""
    columns: tuple[Column, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    receipt: tuple[str, ...] = ()
    receipt_signs: tuple[str, ...] = ()


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on a paper: every placeholder, the rows of its first table, and those of its sections by their code."""

    values: Mapping[str, str]
    rows: Sequence[Row] = ()
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def digest_of(name: str, filled: Filled) -> str:
    """Of everything that stands on it but the identity number, which is shown or masked as was asked."""
    plain = {code: text for code, text in filled.values.items() if code != "identity"}
    said = [name, plain, list(filled.rows), *([dict(filled.tables)] if filled.tables else [])]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
