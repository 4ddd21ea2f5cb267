"""Makes the first Word templates of the papers from each room's `printouts/layouts.py`; then the legal desk keeps them.

    DJANGO_SETTINGS_MODULE=wuhua.config.settings .venv/bin/python scripts/paper_templates.py [--over]

A template that is there is left alone unless `--over` is given: what the legal desk changed is not lost by accident.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import django
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

SONG = "宋体"


def _write(paragraph: Any, text: str, size: float = 10.5, *, bold: bool = False) -> Any:
    run = paragraph.add_run(re.sub(r"{(\w+)}", r"{{ \1 }}", text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, SONG
    run._element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    paragraph.paragraph_format.space_after = Pt(3)
    return paragraph


def _cell(cell: Any, text: str, size: float = 10, *, right: bool = False) -> None:
    paragraph = _write(cell.paragraphs[0], text, size)
    paragraph.paragraph_format.space_before = Pt(3)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT


def _widths(grid: Any, widths: Any) -> None:
    """Columns as wide as they are said to be, whatever stands in them."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for line in grid.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            if cell._tc.grid_span == 1:
                cell.width = Mm(width)


def _fields(document: Any, fields: Any) -> None:
    grid = document.add_table(rows=0, cols=4, style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    row: Any = None
    for field in fields:
        if field.whole:
            row = grid.add_row().cells
            _cell(row[0], field.label, 9.5)
            _cell(row[1].merge(row[3]), f"{{{field.code}}}")
            row = None
        elif row is None:
            row = grid.add_row().cells
            _cell(row[0], field.label, 9.5)
            _cell(row[1], f"{{{field.code}}}")
        else:
            _cell(row[2], field.label, 9.5)
            _cell(row[3], f"{{{field.code}}}")
            row = None
    _widths(grid, (32, 53, 32, 53))


def _table(document: Any, columns: Any, over: str = "rows") -> None:
    grid = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    shares = sum(each.share for each in columns)
    for line, loop in ((1, f"{{%tr for row in {over} %}}"), (3, "{%tr endfor %}")):
        grid.rows[line].cells[0].text = loop
    for at, column in enumerate(columns):
        _cell(grid.rows[0].cells[at], column.title, 9, right=column.figures)
        _cell(grid.rows[2].cells[at], f"{{{{ row.{column.code} }}}}", 9, right=column.figures)
    _widths(grid, [170 * each.share / shares for each in columns])


def _signs(document: Any, signs: Any) -> None:
    _write(document.add_paragraph(), "")
    grid = document.add_table(rows=1, cols=len(signs))
    grid.rows[0].height = Mm(16)
    for at, each in enumerate(signs):
        _cell(grid.rows[0].cells[at], f"{each}:")


def _section(document: Any, section: Any) -> None:
    heading = _write(document.add_paragraph(), section.title)
    heading.paragraph_format.space_before, heading.paragraph_format.keep_with_next = Pt(8), True
    if section.fields:
        _fields(document, section.fields)
    if section.columns:
        _table(document, section.columns, section.code)
    for text in section.closing:
        _write(document.add_paragraph(), text, 9.5).paragraph_format.space_before = Pt(3)


def template(layout: Any) -> Any:
    """One paper as a document with placeholders."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(18), Mm(18)
    middle = WD_ALIGN_PARAGRAPH.CENTER
    _write(document.add_paragraph(), "{bank}", 12, bold=True).alignment = middle
    _write(document.add_paragraph(), layout.title, 18, bold=True).alignment = middle
    _write(document.add_paragraph(), "{branch}    {copy}", 9).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in layout.lead:
        line = _write(document.add_paragraph(), text)
        line.paragraph_format.line_spacing = 1.5
        line.paragraph_format.first_line_indent = Pt(0 if text.endswith(":") else 21)
    if layout.fields:
        _fields(document, layout.fields)
    if layout.columns:
        _write(document.add_paragraph(), layout.table).paragraph_format.space_before = Pt(8)
        _table(document, layout.columns)
    for section in layout.sections:
        _section(document, section)
    for at, text in enumerate(layout.closing):
        _write(document.add_paragraph(), text, 9).paragraph_format.space_before = Pt(0 if at else 8)
    _signs(document, layout.signs)
    _write(document.add_paragraph(), "{printed_on}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if layout.receipt:
        _write(document.add_paragraph(), "- " * 60, 9).alignment = middle
        _write(document.add_paragraph(), f"{layout.title} 回执", 12, bold=True).alignment = middle
        for text in layout.receipt:
            _write(document.add_paragraph(), text)
        _signs(document, layout.receipt_signs)
    _write(page.footer.paragraphs[0], "{foot}", 8)
    return document


def main() -> None:
    """Every template that is missing, or all of them."""
    django.setup()
    from wuhua.areas.market.printouts import actions as county_actions
    from wuhua.areas.market.printouts import layouts as county
    from wuhua.areas.origination.printouts import layouts as cases
    from wuhua.areas.origination.printouts import papers
    from wuhua.areas.servicing.printouts import layouts, word

    notes = [(word.template_of(paper), layout) for paper, layout in layouts.LAYOUTS.items()]
    of_cases = [(papers.template_of(form), each) for form, each in cases.LAYOUTS.items()]
    of_county = [(county_actions.template_of(paper), each) for paper, each in county.LAYOUTS.items()]
    for place, layout in [*notes, *of_cases, *of_county]:
        if place.exists() and "--over" not in sys.argv:
            print(f"{place.name}: left as it is")
            continue
        place.parent.mkdir(exist_ok=True)
        template(layout).save(place)
        print(f"{place.name}: written")


if __name__ == "__main__":
    main()
