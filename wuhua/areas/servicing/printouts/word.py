"""A paper as Word, from the template the legal desk keeps in `templates/`."""

from __future__ import annotations

from pathlib import Path

from wuhua.areas.servicing.printouts.sheets import Sheet
from wuhua.areas.servicing.words import Paper
from wuhua.platform.paper import word

TEMPLATES = Path(__file__).parent / "templates"


def template_of(paper: Paper) -> Path:
    """The file the legal desk edits."""
    return TEMPLATES / f"{paper.value.lower()}.docx"


def filled(sheet: Sheet, foot: str, copy: int) -> bytes:
    """The paper as Word."""
    return word.filled(template_of(sheet.paper), sheet.filled, foot, copy)
