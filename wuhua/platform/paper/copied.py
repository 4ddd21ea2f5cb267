"""A kept Word text read out as PDF, sentence by sentence and table by table: to be looked at and printed anywhere.

It is a reading copy and says so at its foot: what was signed is the Word text with its digest. Headers, pictures and the
finer looks of a template the legal desk has changed stay in the Word text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph as Words
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from wuhua.platform.paper.pdf import BOTTOM, MARGIN, RULE, STRAIGHT, TOP, WIDTH, Tray, _Counted, _marked, _signs, _style

PLACES = {WD_ALIGN_PARAGRAPH.CENTER: TA_CENTER, WD_ALIGN_PARAGRAPH.RIGHT: TA_RIGHT}
SIZE, TITLE = 10.5, 16


def copied(text: bytes, title: str, foot: str, tray: Tray = STRAIGHT) -> bytes:
    """The whole body of a Word file as PDF; the same text gives the same bytes."""
    _signs()
    out = io.BytesIO()
    right, down = tray.right * mm, -tray.down * mm
    frame = Frame(MARGIN + right, BOTTOM + down, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    book = BaseDocTemplate(out, pagesize=A4, title=title, invariant=1)
    book.addPageTemplates(PageTemplate(frames=[frame]))
    book.build(
        list(_story(text)),
        canvasmaker=lambda *args, **words: _Counted(*args, foot=foot, shift=(right, down), **words),
    )
    return out.getvalue()


def said(text: bytes) -> list[str]:
    """Every sentence and cell of a Word file, in reading order."""
    found: list[str] = []
    for part in Document(io.BytesIO(text)).iter_inner_content():
        if isinstance(part, Table):
            found += [cell for row in _rows(part) for cell in row if cell]
        elif part.text.strip():
            found.append(part.text)
    return found


def _story(text: bytes) -> Iterator[Flowable]:
    for part in Document(io.BytesIO(text)).iter_inner_content():
        if isinstance(part, Table):
            yield _grid(part)
            yield Spacer(0, 2 * mm)
        elif part.text.strip():
            yield _sentence(part)
        else:
            yield Spacer(0, 3 * mm)


def _sentence(part: Words) -> Paragraph:
    place = PLACES.get(part.alignment, TA_LEFT) if part.alignment is not None else TA_LEFT
    sizes = [run.font.size.pt for run in part.runs if run.font.size is not None]
    size = min(max(sizes, default=SIZE), TITLE)
    return Paragraph("<br/>".join(_marked(each) for each in part.text.split("\n")), _style(size, lead=1.7, align=place))


def _rows(table: Table) -> list[list[str | None]]:
    """Text of the cells; None where a cell reaches over from the left, so that it is said once."""
    rows = []
    for row in table.rows:
        seen: set[Any] = set()
        line: list[str | None] = []
        for cell in row.cells:
            line.append(None if cell._tc in seen else cell.text.strip())
            seen.add(cell._tc)
        rows.append(line)
    return rows


def _spans(rows: list[list[str | None]]) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Which cells reach over which columns."""
    for down, row in enumerate(rows):
        for left, text in enumerate(row):
            right = left
            while text is not None and right + 1 < len(row) and row[right + 1] is None:
                right += 1
            if right > left:
                yield "SPAN", (left, down), (right, down)


def _grid(table: Table) -> Grid:
    rows = _rows(table)
    wide = max(len(row) for row in rows)
    style = _style(9.5)
    cells = [[Paragraph(_marked(each or ""), style) for each in row] + [""] * (wide - len(row)) for row in rows]
    grid = Grid(cells, colWidths=[WIDTH / wide] * wide)
    pads = [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
    looks = [("GRID", (0, 0), (-1, -1), 0.5, RULE), *pads, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    grid.setStyle(TableStyle([*looks, *_spans(rows)]))
    return grid
