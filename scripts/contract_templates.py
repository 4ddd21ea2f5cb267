"""Makes the first Word templates of the loan contracts from `origination/printouts/clauses.py`, one a product.

    DJANGO_SETTINGS_MODULE=wuhua.config.settings .venv/bin/python scripts/contract_templates.py [--over]

A template that is there is left alone unless `--over` is given: what the legal desk changed is not lost by accident.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

sys.path.insert(0, str(Path(__file__).parent))
from paper_templates import _cell, _fields, _widths, _write

NUMBERS = "零一二三四五六七八九"
MIDDLE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def _number(place: int) -> str:
    ten, one = divmod(place, 10)
    return ("" if not ten else "十" if ten == 1 else f"{NUMBERS[ten]}十") + (NUMBERS[one] if one or not ten else "")


def _said(document: Any, text: str, indent: float = 21) -> Any:
    line = _write(document.add_paragraph(), text)
    line.paragraph_format.line_spacing = 1.4
    line.paragraph_format.first_line_indent = Pt(indent)
    return line


def _heading(document: Any, text: str) -> None:
    line = _write(document.add_paragraph(), text, 11, bold=True)
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.keep_with_next = True


def _articles(document: Any, articles: Any) -> None:
    for place, article in enumerate(articles, 1):
        _heading(document, f"第{_number(place)}条  {article.title}")
        number = 1
        for clause in article.clauses:  # alternatives bear one number
            if clause.when:
                document.add_paragraph(f"{{%p if {clause.when} %}}")
            _said(document, f"{place}.{number} {clause.text}")
            if clause.when:
                document.add_paragraph("{%p endif %}")
            number += not clause.when


def _table(document: Any, over: str, columns: Any) -> None:
    """A table that repeats one line for every row of `over`."""
    grid = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    shares = sum(share for *_rest, share, _figures in columns)
    grid.rows[1].cells[0].text = f"{{%tr for row in {over} %}}"
    grid.rows[3].cells[0].text = "{%tr endfor %}"
    for at, (code, title, _share, figures) in enumerate(columns):
        _cell(grid.rows[0].cells[at], title, 9, right=figures)
        _cell(grid.rows[2].cells[at], f"{{{{ row.{code} }}}}", 9, right=figures)
    _widths(grid, [170 * share / shares for *_rest, share, _figures in columns])
    repeat = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)


def _annex(document: Any, title: str) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _write(document.add_paragraph(), title, 14, bold=True).alignment = MIDDLE
    _write(document.add_paragraph(), "合同编号:{contract}", 9).alignment = RIGHT


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._element.append(mark)


def _signatures(document: Any) -> None:
    _heading(document, "签署")
    _said(
        document, "借款人已阅读本合同及全部附件,贷款人已就加收罚息、复利、提前到期、费用等条款作了说明,借款人没有异议。"
    )
    grid = document.add_table(rows=5, cols=2)
    lines = (
        ("借款人(签章):", "贷款人(合同专用章):"), ("法定代表人或授权代理人:", "负责人或授权代理人:"),
        ("送达地址:", "经办客户经理:{lead_name}  {co_name}"), ("联系电话:", "投诉电话:{phone}"),
        ("签署日期:      年    月    日", "签署日期:      年    月    日"),
    )  # fmt: skip
    for row, pair in zip(grid.rows, lines, strict=True):
        row.height = Mm(11)
        for cell, text in zip(row.cells, pair, strict=True):
            _cell(cell, text)


def contract(product: str) -> Any:
    """The contract of one product as a document with placeholders."""
    from wuhua.areas.origination.printouts import clauses, layouts

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(18), Mm(18)
    document.core_properties.version = clauses.VERSION
    document.core_properties.title = clauses.TITLES[product]
    document.core_properties.author = ""
    _write(document.add_paragraph(), "{bank}", 12, bold=True).alignment = MIDDLE
    _write(document.add_paragraph(), clauses.TITLES[product], 18, bold=True).alignment = MIDDLE
    _write(document.add_paragraph(), "合同编号:{contract}", 10).alignment = RIGHT
    _fields(document, layouts.CONTRACT_FIELDS)
    _said(document, "借款人与贷款人经平等协商,就下列借款订立本合同。").paragraph_format.space_before = Pt(8)
    _articles(document, clauses.articles_of(product))
    _signatures(document)
    _annex(document, "附件一  还款计划表")
    _said(document, "按{start}放款 {amount} 元、年利率 {rate}%、{method}、实际天数除以 360 计算。{plan_note}", 0)
    _table(document, "plan", layouts.PLAN_COLUMNS)
    summed = _said(document, "合计:本金 {plan_principal} 元,利息 {plan_interest} 元,共 {plan_total} 元。", 0)
    summed.paragraph_format.space_before = Pt(6)
    _annex(document, "附件二  费用告知")
    _said(document, "本笔借款向借款人收取的费用:{charged}。其他项目按下表,表外不收取任何费用。", 0)
    _table(document, "fees", layouts.FEE_COLUMNS)
    _annex(document, "附件三  权利告知书")
    _said(document, "综合成本:按附件一的现金流和全部费用计算的年化成本(内部收益率)为 {irr}%。", 0)
    _said(document, "利率的构成:", 0)
    _table(document, "prices", layouts.PRICE_COLUMNS)
    late = _said(document, "逾期罚息:合同利率加收 {uplift}%;挪用罚息:合同利率加收 {misuse}%;两者择其重。{compound}", 0)
    late.paragraph_format.space_before = Pt(6)
    _said(
        document,
        "您有权:拒绝任何搭售;拒绝没有服务内容的收费;随时查询余额、利息和计算过程;提前还款;申请续贷或展期;投诉。",
        0,
    )
    _said(document, "投诉与咨询电话:{phone}。对答复不满意的,可以向金融监管部门反映。", 0)
    document.add_paragraph("{%p for row in notices %}")
    _write(
        document.add_paragraph(),
        "{{ row.name }}({{ row.title }},第 {{ row.version }} 版,{{ row.since }} 起)",
        10,
        bold=True,
    )
    _write(document.add_paragraph(), "{{ row.content }}", 9)
    document.add_paragraph("{%p endfor %}")
    _write(document.add_paragraph(), "借款人已领取并阅读本告知书(签章):                      年    月    日")
    foot = page.footer.paragraphs[0]
    _write(foot, "合同编号 {contract}  模板 {template} 版本 {template_version}  模板摘要 {template_short}    第 ", 8)
    _page_number(foot)
    _write(foot, " 页", 8)
    return document


def main() -> None:
    """Every template that is missing, or all of them."""
    django.setup()
    from wuhua.areas.origination.printouts import clauses
    from wuhua.areas.origination.printouts import contract as drawing

    for product in clauses.TITLES:
        place = drawing.TEMPLATES / f"{product}.docx"
        if place.exists() and "--over" not in sys.argv:
            print(f"{place.name}: left as it is")
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        contract(product).save(place)
        print(f"{place.name}: written")


if __name__ == "__main__":
    main()
