"""A paper as Word, from a template that the legal desk keeps."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment

from wuhua.platform.paper.layouts import Filled


def filled(template: Path, paper: Filled, foot: str, copy: int) -> bytes:
    """The paper as Word. What was filled in is escaped: a borrower called <b> is a borrower called <b>."""
    tables = {code: [dict(row) for row in rows] for code, rows in paper.tables.items()}
    told = {**paper.values, "rows": [dict(row) for row in paper.rows], **tables}
    return rendered(template, {**told, "copy": f"第{copy}次打印", "foot": foot})


def rendered(template: Path, told: Mapping[str, Any]) -> bytes:
    """Any template with what it asks for."""
    document = DocxTemplate(template)
    document.render(dict(told), jinja_env=_sandbox())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def asked_for(template: Path) -> set[str]:
    """The placeholders a template names."""
    return set(DocxTemplate(template).get_undeclared_template_variables(jinja_env=_sandbox()))


def _sandbox() -> Environment:
    """Templates are edited by people: they may say what is there and run nothing."""
    return SandboxedEnvironment(autoescape=True)
