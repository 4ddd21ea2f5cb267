"""A paper as Word, from the template the legal desk keeps in `templates/`."""

from __future__ import annotations

import io
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment

from wuhua.areas.servicing.printouts.sheets import Sheet, placeholders
from wuhua.areas.servicing.words import Paper

TEMPLATES = Path(__file__).parent / "templates"


def template_of(paper: Paper) -> Path:
    """The file the legal desk edits."""
    return TEMPLATES / f"{paper.value.lower()}.docx"


def filled(sheet: Sheet, foot: str, copy: int) -> bytes:
    """The paper as Word. What was filled in is escaped: a borrower called <b> is a borrower called <b>."""
    document = DocxTemplate(template_of(sheet.paper))
    told = {**placeholders(sheet), "copy": f"第{copy}次打印", "foot": foot}
    document.render(told, jinja_env=_sandbox())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sandbox() -> Environment:
    """Templates are edited by people: they may say what is there and run nothing."""
    return SandboxedEnvironment(autoescape=True)
