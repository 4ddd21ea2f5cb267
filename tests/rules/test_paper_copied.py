"""A kept Word text as PDF: nothing that the text says is missing on the copy, and nothing stands on it twice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from reportlab.platypus import BaseDocTemplate, Paragraph, Table

from wuhua.platform.paper import copied


def text_with_a_table() -> bytes:
    """A sentence, a table whose last line reaches over both columns, and a sentence after it."""
    text = Document()
    text.add_paragraph("第一条 借款金额")
    table = text.add_table(rows=2, cols=2)
    for cell, words in zip(table.rows[0].cells, ("金额", "肆拾万元整"), strict=True):
        cell.text = words
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "以借据为准"
    text.add_paragraph("")
    text.add_paragraph("第二条 借款期限 <12> 个月 & 不展期")
    out = io.BytesIO()
    text.save(out)
    return out.getvalue()


def spoken(parts: Any) -> Iterator[str]:
    """The words of what is drawn, in the order in which it is drawn."""
    for each in parts:
        if isinstance(each, Table):
            yield from spoken(cell for row in each._cellvalues for cell in row)
        elif isinstance(each, Paragraph) and each.getPlainText(identify=1):
            yield each.getPlainText(identify=1)


def test_the_copy_says_everything_the_text_says_once_and_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    build = BaseDocTemplate.build

    def listening(self: BaseDocTemplate, story: Any, **more: Any) -> None:
        drawn.extend(spoken(story))
        build(self, story, **more)

    monkeypatch.setattr(BaseDocTemplate, "build", listening)
    made = copied.copied(text_with_a_table(), "合同", "阅读副本")
    words = ["第一条 借款金额", "金额", "肆拾万元整", "以借据为准", "第二条 借款期限 <12> 个月 & 不展期"]
    assert made.startswith(b"%PDF") and drawn == words == copied.said(text_with_a_table())
