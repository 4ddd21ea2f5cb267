"""The handbook's page of the return file and its template, both written from `formats`, so that neither can drift."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from wuhua.bulk.intake import words
from wuhua.bulk.intake.form import Column
from wuhua.bulk.intake.read import NOTES_MARK
from wuhua.bulk.intake.template import KINDS
from wuhua.bulk.repayfile.formats import FAILED, RETURN, SUCCESS

WORKBOOK = "代扣回盘模板.xlsx"

SAID = {
    "note": "本系统的借据号;合计行写「合计」",
    "amount": "应扣并已扣(或未能扣)的金额;合计行写全部行相加",
    "result": f"{words.word(SUCCESS)} `{SUCCESS}` 或 {words.word(FAILED)} `{FAILED}`",
    "reason": "失败必填,例如「余额不足」「账户冻结」",
    "reference": "银行的流水号,一笔一个,永不重复:同一流水号只入账一次",
    "day": "银行扣到款的日期,不晚于营业日期;早于营业日期的按该日起息逐笔入账",
    "count": "只在合计行填:除合计行外的行数",
}


def handbook() -> str:
    """The text of `docs/手册/代扣回盘.md`."""
    lines = [_HEAD, "| 列名 | 代码 | 必填 | 写法 | 说明 |", "| --- | --- | --- | --- | --- |"]
    for column in RETURN.columns:
        must = "是" if column.required else ""
        lines.append(f"| {column.heading} | `{column.code}` | {must} | {_written(column)} | {SAID[column.code]} |")
    return "\n".join([*lines, "", _TAIL])


def _written(column: Column) -> str:
    return "、".join(words.word(code) for code in column.choices) or KINDS[column.kind]


def write_template(folder: Path) -> Path:
    """Write 代扣回盘模板.xlsx into the folder and answer its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / WORKBOOK
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(RETURN.title)
        for place, column in enumerate(RETURN.columns):
            sheet.set_column(place, place, max(14, 2 * len(column.heading) + 2), plain)
            sheet.write_string(0, place, column.heading + (" *" if column.required else ""), bold)
            mark = NOTES_MARK + "说明(本行不导入):" if place == 0 else ""
            sheet.write_string(1, place, mark + SAID[column.code].replace("`", ""))
    return path


_HEAD = """# 代扣回盘

本页的列表由程序从 `wuhua/bulk/repayfile/formats.py` 生成(`python -m wuhua.bulk.repayfile.handbook`),测试保证它与程序一致。

银行(或第三方代扣机构)按代扣清单扣款后,把结果写成一份文件送回。本系统一次入账,不必逐笔录入。

## 怎么做

1. 试算:页面「代扣回盘」上传,或 `wuhua repay-file 文件 --dry-run`。核对整份文件,告诉您将入账多少笔、多少元,哪些行有误。
2. 入账:在试算结果页按「确认入账」,或 `wuhua repay-file 文件`。后台办理,有进度。
3. 下载错误清单(行号、列、内容、原因),改正后另做一份文件再来;已入账的流水号不会重复入账。

`wuhua repay-file --template 文件夹` 写出模板。办理人为会计岗。账簿以核心为准(`LEDGER_MASTER = CORE`)时不收代扣回盘,核心的
还款由 `wuhua corelink book` 入账,见 `docs/手册/核心对接.md`。

## 文件

CSV、TXT(逗号或制表符)或 Excel;编码 UTF-8、UTF-8 BOM、GB18030 自动识别。第一行列名(中文或代码)。**合计行**有且只有一行,
在数据的最前或最后:第一列写「合计」,并写明金额合计与笔数。合计与逐行相加不符,整份文件不收(`control_totals_differ`),
什么也不写入。
"""

_TAIL = """## 每一行会怎样

| 情形 | 结果 |
| --- | --- |
| 成功,借据有到期应还,金额不超过今天应还(含今天为止的罚息、复利) | 入账。分配顺序与柜面还款完全相同,一分不差 |
| 失败 | 不入账,登记「扣款失败」与原因,文件页与借据都看得到 |
| 没有这笔借据、借据已结清、没有应还、金额超过应还 | 未入账,列入错误清单 |
| 同一文件里流水号重复;流水号以前已入账 | 未入账,列入错误清单 |
| 列数不对、必填为空、日期或选项读不懂、日期晚于营业日期 | 未入账,列入错误清单 |
| 当天到期的分期、有宽限期、已核销、扣款日早于营业日期、同一借据第二笔 | 入账,逐笔走全程试算(慢一些) |

款项记「清算」科目(借),本金与每个账户一行一笔,利息、罚息、复利按机构、产品、账面状态汇总,与日终相同。还款分配的方式记
`FILE`,事件带银行流水号。

## 再来一次、中断

内容完全相同的文件再来一次,什么也不变,并说明当时入账了多少。办到一半断电或被中止,同一份文件再来即从断处续做:已有结果的行
不再动,同一流水号数据库只许入账一次。
"""


if __name__ == "__main__":
    (Path(__file__).parents[3] / RETURN.handbook).write_text(handbook(), encoding="utf-8")
