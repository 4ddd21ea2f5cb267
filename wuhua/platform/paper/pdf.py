"""A paper drawn to the millimetre on A4, with its own font inside.

On a pre-printed form only what was filled in is drawn, at the places the plain paper has it: the same layout, everything
that is the form's own left white. `right` and `down` move all of it for a tray that is off.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from wuhua.platform.paper.layouts import Column, Field, Filled, Layout, Section

FONT, RARE = "WuhuaSong", "STSong-Light"
FONT_FILE = Path(__file__).parent / "fonts" / "NotoSerifSC-GBK.ttf"
MARGIN, TOP, BOTTOM = 20 * mm, 18 * mm, 20 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, RULE, FAINT = colors.black, colors.HexColor("#444444"), colors.HexColor("#555555")
BOLD_STROKE = 0.25


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    """The signs of the font, which is registered on the way; once a process."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFont(UnicodeCIDFont(RARE))
    return frozenset(font.face.charToGlyph)


def _marked(text: str, colour: str = "") -> str:
    """Text for a paragraph: what the font lacks in the reader's own Chinese font, everything else as it stands."""
    signs, parts = _signs(), []
    for sign in text:
        known = ord(sign) in signs
        parts.append(escape(sign) if known else f'<font name="{RARE}">{escape(sign)}</font>')
    marked = "".join(parts)
    return f'<font color="{colour}">{marked}</font>' if colour else marked


def _style(
    size: float = 10, *, align: int = 0, lead: float = 1.45, indent: float = 0, colour: Any = INK
) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{align}", fontName=FONT, fontSize=size, leading=size * lead, alignment=align, firstLineIndent=indent,
        wordWrap="CJK", textColor=colour,
    )  # fmt: skip


class _Title(Flowable):
    """The paper's name in the middle, the bank's above it, made bold by a stroke: one font serves for all."""

    def __init__(self, bank: str, title: str, form: bool) -> None:
        super().__init__()
        self.bank, self.title, self.form = bank, title, form
        self.width, self.height = WIDTH, 19 * mm

    def draw(self) -> None:
        """Nothing on a pre-printed form, which has its own."""
        if self.form:
            return
        page = self.canv
        page.setStrokeColor(INK)
        for text, size, up in ((self.bank, 12, 12.5 * mm), (self.title, 18, 3.5 * mm)):
            line = page.beginText(0, up)
            line.setFont(FONT, size)
            line.setTextRenderMode(2)
            page.setLineWidth(BOLD_STROKE)
            line.setTextOrigin((WIDTH - pdfmetrics.stringWidth(text, FONT, size)) / 2, up)
            line.textOut(text)
            line.setTextRenderMode(0)
            page.drawText(line)


class _Counted(canvas.Canvas):
    """Writes the foot of every page once the number of pages is known."""

    def __init__(self, *args: Any, foot: str = "", shift: tuple[float, float] = (0, 0), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []
        self.foot, self.shift = foot, shift

    def showPage(self) -> None:
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Every page with its number."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(FONT, 8)
            self.setFillColor(FAINT)
            self.drawString(MARGIN + self.shift[0], 11 * mm + self.shift[1], self.foot)
            right = A4[0] - MARGIN + self.shift[0]
            self.drawRightString(right, 11 * mm + self.shift[1], f"第 {number} 页 共 {len(self._pages)} 页")
            super().showPage()
        super().save()


@dataclass(frozen=True, slots=True)
class Tray:
    """How the printer is fed: millimetres off to the right and down, and whether the form is pre-printed."""

    right: int = 0
    down: int = 0
    preprinted: bool = False


STRAIGHT = Tray()


def drawn(layout: Layout, filled: Filled, foot: str, copy: int, tray: Tray = STRAIGHT) -> bytes:
    """The paper as PDF. `foot` stands at the foot of every page, `copy` beside the title."""
    _signs()
    out = io.BytesIO()
    right, down = tray.right * mm, -tray.down * mm
    frame = Frame(MARGIN + right, BOTTOM + down, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    book = BaseDocTemplate(out, pagesize=A4, title=layout.title, author=filled.values.get("bank", ""), invariant=1)
    book.addPageTemplates(PageTemplate(frames=[frame]))
    book.build(
        _story(filled, layout, tray.preprinted, copy),
        canvasmaker=lambda *args, **words: _Counted(*args, foot=foot, shift=(right, down), **words),
    )
    return out.getvalue()


def _story(filled: Filled, layout: Layout, form: bool, copy: int) -> list[Flowable]:
    values = filled.values
    story: list[Flowable] = [_Title(values.get("bank") or values.get("branch", ""), layout.title, form)]
    mark = f"{values.get('branch', '')}    第{copy}次打印"
    story.append(Paragraph(_marked(mark, "" if not form else "white"), _style(9, align=TA_RIGHT, colour=FAINT)))
    story.append(Spacer(0, 2 * mm))
    story += _sentences(layout.lead, values, form)
    if layout.fields:
        story += [_grid(layout.fields, values, form), Spacer(0, 3 * mm)]
    if layout.columns:
        story += [_heading(layout.table, form), _table(layout.columns, filled.rows, form), Spacer(0, 2 * mm)]
    for section in layout.sections:
        story += _section(section, filled, form)
    closing = _sentences(layout.closing, values, form, size=9, indent=False)
    story.append(KeepTogether([*closing, Spacer(0, 5 * mm), _signs_of(layout.signs, values, form)]))
    if layout.receipt:
        story.append(KeepTogether(_receipt(layout, values, form)))
    return story


def _section(section: Section, filled: Filled, form: bool) -> list[Flowable]:
    """A further part: its heading keeps to what follows it."""
    parts: list[Flowable] = []
    if section.fields:
        parts += [_grid(section.fields, filled.values, form), Spacer(0, 2 * mm)]
    if section.columns:
        parts += [_table(section.columns, filled.tables.get(section.code, ()), form), Spacer(0, 2 * mm)]
    parts += _sentences(section.closing, filled.values, form, size=9.5, indent=False)
    heading = _heading(section.title, form)
    heading.keepWithNext = 1
    return [heading, *parts]


def _sentences(
    texts: Sequence[str], values: Any, form: bool, *, size: float = 10.5, indent: bool = True
) -> list[Flowable]:
    found: list[Flowable] = []
    for text in texts:
        filled = text.format(**values)
        first = 0 if not indent or filled.endswith(":") else 2 * size
        found.append(Paragraph(_marked(filled, "white" if form else ""), _style(size, lead=1.7, indent=first)))
    return [*found, Spacer(0, 3 * mm)] if found else []


def _heading(text: str, form: bool) -> Flowable:
    return Paragraph(_marked(text, "white" if form else ""), _style(10.5, lead=1.8))


def _grid(fields: Sequence[Field], values: Any, form: bool) -> Grid:
    """Two facts a line, a long one over both."""
    lines: list[list[Any]] = []
    spans: list[Any] = []
    open_line: list[Any] = []
    label = _style(9.5, colour=FAINT)
    for field in fields:
        cell = [
            Paragraph(_marked(field.label, "white" if form else ""), label),
            Paragraph(_marked(values[field.code]), _style(10)),
        ]
        if field.whole:
            if open_line:
                lines.append([*open_line, "", ""])
                open_line = []
            lines.append([*cell, "", ""])
            spans.append(("SPAN", (1, len(lines) - 1), (3, len(lines) - 1)))
        elif open_line:
            lines.append([*open_line, *cell])
            open_line = []
        else:
            open_line = cell
    if open_line:
        lines.append([*open_line, "", ""])
    grid = Grid(lines, colWidths=[32 * mm, WIDTH / 2 - 32 * mm] * 2)
    grid.setStyle(TableStyle([*_lines(form), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]))
    return grid


def _lines(form: bool) -> list[Any]:
    pads = [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
    return pads if form else [("GRID", (0, 0), (-1, -1), 0.5, RULE), *pads]


def _table(columns: Sequence[Column], rows: Sequence[Any], form: bool) -> Grid:
    shares = sum(each.share for each in columns)
    heads = [
        Paragraph(_marked(each.title, "white" if form else ""), _style(9, align=TA_RIGHT if each.figures else 0))
        for each in columns
    ]
    cells = [
        [Paragraph(_marked(row.get(c.code, "")), _style(9, align=TA_RIGHT if c.figures else 0)) for c in columns]
        for row in rows
    ]
    cells = cells or [["" for _ in columns]]
    grid = Grid([heads, *cells], colWidths=[WIDTH * each.share / shares for each in columns], repeatRows=1)
    shade = [] if form else [("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#F0F0F0"))]
    pads = [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
    grid.setStyle(TableStyle([*_lines(form), *pads, *shade, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return grid


def _signs_of(signs: Sequence[str], values: Any, form: bool) -> Grid:
    """Places to sign, with the day at the right; on a form it has its own."""
    colour = "white" if form else ""
    cells = [Paragraph(_marked(f"{each}:", colour), _style(10)) for each in signs]
    day = Paragraph(_marked(values["printed_on"], colour), _style(10, align=TA_RIGHT))
    lines: list[list[Any]] = [cells, [""] * (len(cells) - 1) + [day]]
    grid = Grid(lines, colWidths=[WIDTH / len(cells)] * len(cells), rowHeights=[16 * mm, 8 * mm])
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return grid


def _receipt(layout: Layout, values: Any, form: bool) -> list[Flowable]:
    colour = "white" if form else ""
    cut = HRFlowable(
        width="100%", thickness=0.7, color=colors.white if form else RULE, dash=(3, 3), spaceBefore=4, spaceAfter=6
    )
    title = Paragraph(_marked(f"{layout.title} 回执", colour), _style(12, align=1, lead=1.8))
    cells = [Paragraph(_marked(f"{each}:", colour), _style(10)) for each in layout.receipt_signs]
    pairs = [cells[n : n + 2] + [""] * (2 - len(cells[n : n + 2])) for n in range(0, len(cells), 2)]
    grid = Grid(pairs, colWidths=[WIDTH / 2] * 2, rowHeights=[13 * mm] * len(pairs))
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return [cut, title, *_sentences(layout.receipt, values, form), grid]
