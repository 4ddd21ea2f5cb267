"""The workbook a bank fills in, and the handbook's page: both written from `formats`, so neither can drift.

One sheet a file. Row 1 holds the headings (required ones in bold with a star), row 2 explains them and is skipped when
the filled workbook comes back; lists of words are offered in the cells.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from wuhua.bulk.intake import formats, words
from wuhua.bulk.intake.form import Column, FileFormat, Kind
from wuhua.bulk.intake.read import NOTES_MARK

WORKBOOK = "导入模板.xlsx"
_ROWS = 2000
_LISTED = 255
"""A spreadsheet takes a drop-down list only up to so many characters."""

KINDS = {
    Kind.TEXT: "文字",
    Kind.CODE: "选项",
    Kind.YUAN: "金额(元,两位小数,可带千分号)",
    Kind.PCT: "百分数(7.2 即 7.2%,至多五位小数)",
    Kind.INT: "整数",
    Kind.DAY: "日期(2018-09-30、20180930 或 2018/9/30)",
    Kind.MONTH: "月份(2018-09、201809、2018/9 或 2018年9月)",
    Kind.TIME: "时间(2018-09-30 14:05)",
    Kind.FLAG: "是或否",
}


def write_template(folder: Path) -> Path:
    """Write 导入模板.xlsx into the folder and answer its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / WORKBOOK
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        must = book.add_format({"bold": True, "bg_color": "#FFE8CC", "border": 1})
        may = book.add_format({"bg_color": "#EEF3F8", "border": 1})
        said = book.add_format({"italic": True, "font_color": "#666666", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@"})
        for format_ in (*formats.FORMATS, formats.CONTROLS):
            sheet = book.add_worksheet(format_.title)
            sheet.freeze_panes(2, 1)
            for place, column in enumerate(format_.columns):
                width = max(12, 2 * len(column.heading) + 2)
                # Text cells: account and identity numbers of eighteen digits would lose their last three as numbers.
                sheet.set_column(place, place, width, plain)
                sheet.write_string(
                    0, place, column.heading + (" *" if column.required else ""), must if column.required else may
                )
                mark = NOTES_MARK + "说明(本行不导入):" if place == 0 else ""
                sheet.write_string(1, place, mark + _said(column), said)
                offered = [words.word(code) for code in column.choices] or (
                    ["是", "否"] if column.kind is Kind.FLAG else []
                )
                if offered and len(",".join(offered)) <= _LISTED:
                    sheet.data_validation(2, place, _ROWS, place, {"validate": "list", "source": offered})
    return path


def _said(column: Column) -> str:
    parts = ["必填" if column.required else "可空", KINDS[column.kind]]
    if column.choices:
        parts.append("、".join(words.word(code) for code in column.choices))
    return ";".join(parts)


def handbook() -> str:
    """The text of `docs/手册/导入.md`."""
    parts = [_HEAD]
    parts.extend(_page(each) for each in formats.FORMATS)
    parts.append(_page(formats.CONTROLS))
    parts.append(_DAILY)
    parts.extend(_page(each) for each in formats.DAILY)
    return "\n".join(parts)


def _page(format_: FileFormat) -> str:
    must = "必需" if format_.required else "可选"
    lines = [f"## {format_.title} `{format_.name}`({must})", ""]
    lines.append(f"一行由「{'、'.join(format_.column(code).heading for code in format_.key)}」认定,不得重复。")
    for code, target in format_.refers:
        lines.append(f"「{format_.column(code).heading}」必须出现在「{formats.format_of(target).title}」文件中。")
    if format_.main_amount is not None and format_ is not formats.CONTROLS:
        lines.append(f"控制总数的主要金额:「{format_.main_amount.heading}」。")
    lines += ["", "| 列名 | 代码 | 必填 | 写法 |", "| --- | --- | --- | --- |"]
    for column in format_.columns:
        lines.append(f"| {column.heading} | `{column.code}` | {'是' if column.required else ''} | {_written(column)} |")
    return "\n".join([*lines, ""])


def _written(column: Column) -> str:
    if column.choices:
        return "、".join(
            code if words.word(code) == code else f"{words.word(code)} `{code}`" for code in column.choices
        )
    return KINDS[column.kind] + (",加密存放" if column.secret else "")


_HEAD = """# 导入:银行带来的文件

本页由程序从 `wuhua/bulk/intake/formats.py` 生成(`python -m wuhua.bulk.intake.template`),测试保证它与程序一致。

## 怎样导入

1. `wuhua import --template 文件夹` 写出《导入模板.xlsx》,一种文件一张工作表;也可以直接用核心系统导出的 CSV。
2. 把文件放进同一个文件夹。文件按名称识别:中文名或代码均可(`信贷借据.csv`、`notes.csv`、`信贷借据_20180929.xlsx`),
   每种文件只能有一个。
3. `wuhua import 文件夹 --dry-run` 试导:全部核对,什么也不写。
4. `wuhua import 文件夹` 正式导入。全部成功,或者什么也没有写入;再导入一次同样的文件,什么也不会改变。

## 写法

- 编码:UTF-8、带 BOM 的 UTF-8、GB18030,自动识别;分隔符为逗号或制表符。
- 列名用中文标题或代码,次序不限,多余的列不读。
- 日期写成 `2018-09-30`、`20180930` 或 `2018/9/30`;金额以元为单位,可带千分号,至多两位小数,不得为负,不超过一千亿元。
- 月份写成 `2018-09`、`201809`、`2018/9` 或 `2018年9月`;Excel 变成当月 1 日的也认。
- 不知道的留空,不要写 0。
- 以 `=`、`+`、`-`、`@` 开头的单元格只是文字,不会被当作公式。
- 证件号码、统一社会信用代码核对校验位;居民身份证号还核对出生日期。

## 出错时

任何一行有误,整个文件夹都不导入(退出码 1)。每个出错的单元格写进 `rejects-<文件>.csv`:行号(标题是第 1 行)、列、
内容(证件号与电话只显示头尾)、原因;默认写在原文件夹,`--rejects 文件夹` 可另指定。

文件中途截断会被认出:最后一行列数不足、最后一个字符不完整、与控制总数不符,或既没有行尾换行又没有控制总数。

## 切换

「机构信息」中的切换日是旧系统最后一个日终。借据的本期应计利息、应计尾数、未结清账单、账户余额都是该日日终的数字;导入
时据此记期初分录(对方科目 4001 期初对转、7009 表外对转),并为该日建立创世封账。历史月末余额与放款、还款台账成为
已封账的历史日。第一个营业日是切换日的次日。
"""

_DAILY = """# 日常文件

不属于切换,随到随导;每份文件单独导入,文件里有且只有一行合计(第一列写「合计」,填写金额合计与笔数),与逐行相加不符的整份退回。
有误的行按行号、列列出,其余照常入账;同一份文件再导入一次,什么也不会改变。

- 核心企业回款:`wuhua receipts 文件 --actor 会计工号`(`--dry-run` 只核对),或在「合作增信」→「核心企业」页上传。
  每笔同「回款归集」,按回单编号只入一次;须在到账以后导入。
"""


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[3] / "docs" / "手册" / "导入.md"
    target.write_text(handbook(), encoding="utf-8")
