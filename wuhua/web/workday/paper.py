"""The morning wall on one A4, drawn with the papers' own embedded font."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from wuhua.platform.paper.pdf import FONT, FONT_FILE
from wuhua.web.templatetags.desk import yuan

MARGIN = 12 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
RULE = colors.HexColor("#444444")
HEAD = colors.HexColor("#E8EEEB")
ROWS = 18
"""People on one sheet; who stands below that is on the screen."""


def wall(found: dict[str, Any]) -> bytes:
    """The sheet; what would not fit is made smaller rather than put on a second page."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE)))
    out = io.BytesIO()
    book = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=f"{found['unit_name']} {_('晨墙')}", invariant=1,
    )  # fmt: skip
    room = HEIGHT - 12  # a frame keeps six points for itself at either end
    book.build([KeepInFrame(WIDTH - 12, room, _story(found), mode="shrink")])
    return out.getvalue()


def _story(found: dict[str, Any]) -> list[Flowable]:
    of = found["wall"]
    people = [
        [name, *figures, str(visits), "\n".join(f"{n}. {job}" for n, job in enumerate(jobs, 1))]
        for name, figures, visits, jobs in found["people"][:ROWS]
    ]
    story: list[Flowable] = [
        _text(f"{found['unit_name']} {_('晨墙')}  {of.day:%Y-%m-%d}", 22),
        _text(f"{_('昨日')} {of.yesterday:%Y-%m-%d}", 10),
        _heading(_("昨日红单")),
        *(_text("· " + " ".join(part for part in line if part), 10) for line in found["red"] or [(_("昨日没有遗留。"),)]),
        *([_text(_("另有 %(count)s 项,见晨会") % {"count": found["red_more"]}, 10)] if found["red_more"] else []),
        Spacer(0, 2 * mm),
        _grid([[words for words, *_x in found["colours"]], [str(n) for _w, n, _t in found["colours"]]], size=14),
        _heading(_("任务")),
        _grid(
            [[_("任务"), _("已完成"), _("任务数"), _("差"), _("剩余工作日"), _("每个工作日需")],
             *([str(cell) for cell in row] for row in found["targets"])]
        ),
        _heading(_("昨日与今日")),
        _grid([[_("客户经理"), *found["heads"], _("走访"), _("今日三件事")], *people], wide_last=True),
        _heading(_("风险")),
        _grid(
            [[_("首问待答"), _("逾期决议"), _("结转事项"), _("欠息户"), _("欠款"), _("七天内到期"), _("到期余额")],
             [str(of.waiting), str(len(of.late)), str(len(of.carried)), str(found["late_count"]), yuan(found["late_now"], "万"),
              str(found["week_count"]), yuan(found["week_sum"], "万")]]
        ),
    ]  # fmt: skip
    return story


def _text(words: str, size: int) -> Paragraph:
    style = ParagraphStyle(f"wall{size}", fontName=FONT, fontSize=size, leading=size * 3 // 2, wordWrap="CJK")
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


def _heading(words: str) -> Flowable:
    return Table([[_text(words, 13)]], colWidths=[WIDTH - 12], style=[("TOPPADDING", (0, 0), (-1, -1), 6)])


def _grid(rows: list[list[str]], *, size: int = 10, wide_last: bool = False) -> Flowable:
    if len(rows) == 1:
        return Spacer(0, 2 * mm)
    count, room = len(rows[0]), WIDTH - 12
    widths = [room / count] * count
    if wide_last:
        widths = [room * 62 / 100 / (count - 1)] * (count - 1) + [room * 38 / 100]
    grid = Table([[_text(cell, size) for cell in row] for row in rows], colWidths=widths, repeatRows=1)
    looks = [
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    grid.setStyle(TableStyle(looks))
    return grid
