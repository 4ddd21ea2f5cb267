"""The handbook's page about the core files, its tables written from `formats` so that they cannot drift."""

from __future__ import annotations

from pathlib import Path

from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.bulk.corefiles import formats
from wuhua.bulk.intake import words
from wuhua.bulk.intake.form import Column, FileFormat, Kind
from wuhua.bulk.intake.template import KINDS

SAID: dict[CoreFileKind, str] = {
    CoreFileKind.CUSTOMERS: "当天有贷款余额的客户,一户一行。比较:本系统有余额而核心没有的客户;核心有而本系统没有档案的客户。",
    CoreFileKind.CONTRACTS: "当天有余额的合同。比较:一边有余额、另一边没有的合同。金额差异在贷款余额里看,不在这里重复。",
    CoreFileKind.NOTES: "当天有余额的借据要素。比较:贷款金额、年利率、发放日期、到期日期(两边都有的借据)。"
    "客户统一编号起的各列只在 `CORE` 时用:新放的借据凭它们在本系统建立;按放款指令建立的写上指令号。",
    CoreFileKind.BALANCES: "当天日终的借据余额。比较:一边没有的借据、余额、逾期本金、账面状态。放款移交也凭它确认。",
    CoreFileKind.REPAYMENTS: "当天的还款流水,按借据合计后比较本金与利息(含罚息、复利,不含费用)。差异属于当天,次日文件不会把它销掉。"
    "写了「被冲正核心流水号」的一行是冲正,金额写正数。",
    CoreFileKind.ARREARS: "当天日终仍有到期未还的借据。比较:一边没有的借据、各项欠款、最早欠款日。结息日出账、次日到期的也计入欠息。",
    CoreFileKind.DEPOSITS: "借款人的结算账户,当天日终余额。比较:一边没有而有余额的账户、余额。",
    CoreFileKind.LEDGER: "按科目、机构的总账余额,科目号与本系统约定一致。出《总分核对表》;核心报了、本系统也有的科目必须逐机构相等。",
    CoreFileKind.RESULTS: "对放款指令的答复,有答复才送;`CORE` 时随当天文件入账,可写核心给的借据号。"
    "金额与移交时不同、或没有移交过的指令,列为差异。",
    CoreFileKind.DISBURSEMENTS: "上次发送以来的放款和再次支用,以及经人决定重发的失败笔。一笔只发一次;无还本续贷不出款,不发。"
    "`CORE` 时还有移交核心放款的借据,年利率起的各列是请核心建立的要素;本系统已有的借据这些列空着。",
    CoreFileKind.DEBITS: "当天应从各账户扣的款(含以前未还的),只在 `LEDGER_MASTER = CORE` 时发,一天一次。",
    CoreFileKind.RATES: "上一日(及上次发送以来)已生效的利率调整,一天一次。",
    CoreFileKind.INQUIRIES: "结果不明的放款,请核心查证,一天一次。只问不发。",
}


def handbook() -> str:
    """The text of `docs/手册/核心对接.md`."""
    parts = [_HEAD, "# 核心送来的文件\n", *map(_page, formats.IN), "# 发给核心的文件\n", *map(_page, formats.OUT)]
    return "\n".join([*parts, _page(formats.CONTROL)])


def _page(format_: FileFormat) -> str:
    lines = [f"## {format_.title} `{format_.name}`", ""]
    if format_ is formats.CONTROL:
        lines.append("每批文件附一个,收发都一样。文件一列写文件名、代码或中文名;没有金额列的文件合计留空。")
    else:
        amounts = [each.heading for each in format_.columns if each.kind is Kind.YUAN and each.required]
        lines.append(SAID[CoreFileKind(format_.name)])
        lines.append(f"一行由「{'、'.join(format_.column(code).heading for code in format_.key)}」认定,不得重复。")
        lines.append(f"核对文件的合计:{'+'.join(f'「{each}」' for each in amounts) if amounts else '无,留空'}。")
    lines += ["", "| 列名 | 代码 | 必填 | 写法 |", "| --- | --- | --- | --- |"]
    for column in format_.columns:
        lines.append(f"| {column.heading} | `{column.code}` | {'是' if column.required else ''} | {_written(column)} |")
    return "\n".join([*lines, ""])


def _written(column: Column) -> str:
    if column.choices:
        return "、".join(f"{words.word(code)} `{code}`" for code in column.choices)
    return KINDS[column.kind]


_HEAD = """# 核心对接:与省联社核心系统同在

本页的列表由程序从 `wuhua/bulk/corefiles/formats.py` 生成(`python -m wuhua.bulk.corefiles.handbook`),测试保证它与程序一致。

## 谁的账为准

参数 `LEDGER_MASTER`(合规参数,按生效日变更):`WUHUA` 账簿以本系统为准(出厂);`CORE` 账簿以核心为准。「核心对接」各页都写着现在是哪一个。

| | `WUHUA` | `CORE` |
| --- | --- | --- |
| 柜面收付、续贷、冲正 | 本系统办 | 在核心办;每个动钱的业务本系统都答 `counter_is_the_cores` |
| 放款 | 本系统发放,核心按放款指令付款 | **移交核心**:本系统不记账,核心按放款指令建立借据、付款,再由核心借据文件在本系统建账 |
| 到期扣款 | 本系统日终扣 | 核心按代扣清单扣;本系统日终只出账单、不扣款,核心扣了多少由还款文件入账 |
| 核心还款、存款账户文件 | 只比较 | 封账前入账:`wuhua corelink book`;没有入账的日子不能封账(`core_not_booked`) |
| 放款指令、利率调整、放款查证 | 发 | 发 |
| 代扣清单 | 不发(发了会重复扣) | 每天一次 |
| 核心文件 | 逐笔比较,列差异 | 同左,封账后比较 |

**比较从不改写本系统的账**。`CORE` 时入账的有四样,按这个次序:

1. 核心新放的借据:核心借据文件中本系统还没有的。移交过的(写了「放款指令号」的,或同一合同、同一金额只此一笔的)同时确认移交,核心没写的
   要素取移交时的;没有移交过的,要素(客户、账号、产品、还款方式、结息方式、计息基础、担保方式)须齐全,还款周期空着按 1 个月,
   罚息上浮空着按 50%,客户经理、行业、地区空着取客户档案的。都按核心的要素建立,与本系统放款一分不差;与移交时不同的(金额、利率、
   到期日、账号)以核心为准,另列差异。客户和账户须本系统先有。
   发放日期早于当天的**补建**:余额文件里还有余额的,按它自己的发放日起重算,其间核心已报而当时不认识的还款一并补记,差额记在当天;
   那几天的「还款」差异由人以「时间性差异」了结。开账以前发放的不补建,随期初数据补录。
   建不了的(缺要素、没有客户的账户、自定义还本计划、其间有冲正),入账结果逐笔写明,封账后列为「本系统缺」,差异页写着为什么、怎么办。
2. 核心的冲正:还款文件中写了「被冲正核心流水号」的一行(金额照写正数),冲掉本系统按那个流水号入账的一笔,金额须相同。
   当天入账又当天冲正的两行相抵,都不入账。找不到原流水的,不入账,列为差异。
3. 账户的其他存取(核心的日终余额减去本系统的余额,加回已扣的)。
4. 还款流水(按本系统的分配顺序分到账单,从借款人账户扣)。

核心分配得与本系统不同的,不会被悄悄改成一样:入账后比较,列为差异。

## 每天做什么

0. 只在 `CORE` 时:核心 D 日的文件到齐后,D 仍是本系统的营业日期,`wuhua corelink book 文件夹 --date D` 先入账。整批核对不符就不收,
   灯变红;同一批再来一次不变;同一天另一份还款文件不收(`core_booked_already`)。
1. 本系统做完 D 日日终。
2. 把核心 D 日的文件放进一个文件夹:`wuhua corelink import 文件夹 --date D`。先核对文件是否完整、行数与合计是否与核对文件一致,
   再与本系统 D 日封账逐笔比较。**任何一个文件不对,整批都不收**,该文件的灯变红,写明原因。
3. 在「核心对接」页看灯和差异:认领、查明、说明或销账。
4. `wuhua corelink export --date 今天 --out 文件夹` 发当天的文件;当天可以多次,后一次只带新内容。
5. `wuhua corelink breaks [--date D] [--json]` 列出差异。

同一批文件再导入一次,还是那几条差异,认领人和天数不变。核心更正后重送同一天的文件也可以:以最后送到的为准,先前的仍留档。
晚到的文件(同类更新一天的已经比过)照收照亮灯,不再比较。

## 灯

| 灯 | 意思 |
| --- | --- |
| 未到 | 这一天这一种文件还没有送来 |
| 已到 | 完整收下;点开看行数、合计、指纹、时间 |
| 未收下 | 送来了但不完整或合计不符,什么也没有写入;重送一份好的就变「已到」 |

## 差异

| 类型 | 意思 |
| --- | --- |
| 核心缺 | 本系统有,核心没有 |
| 本系统缺 | 核心有,本系统没有 |
| 金额 | 两边都有,金额或利率不同;相差 = 核心 − 本系统 |
| 状态 | 账面状态不同 |
| 日期 | 发放日、到期日或最早欠款日不同 |

核心留空的列不比较:不知道不等于零。两边金额都是零的缺失不算差异。

一条差异从首见日起挂账,直到了结。**下一份文件一致了,自动销账**,经过都留着。人来了结:会计或风险岗认领(从别人手里接须写理由),
可以「说明」(原因清楚但还在,继续挂着),或「销账」(选了结方式、写理由)。**金额差异、以及有金额的缺失,销账须另一名会计或风险岗复核**;
复核人可退回。提出销账后差异又变了数,提议作废,回到认领人。已销的差异,同一份文件不会再翻出来;之后的文件又出现,另列一条。

## 总分核对表

一行一个科目、机构:核心总账、本系统总账、本系统分户合计(借据或账户逐笔加总),借方为正。核心有而本系统没有的科目照列,不比较;
本系统的 1011、4001、7009 是对外部的对转科目,核心不报。

## 放款移交

放款写进放款指令文件就是「已发出」。指令号就是借据号;同一借据再次支用的,后面加 `-2`、`-3`。之后:

| 状态 | 怎么来 | 能做什么 |
| --- | --- | --- |
| 已发出 | 写进指令文件 | 等;放款结果文件或核心余额文件会确认 |
| 已付款 | 结果为成功,或首次放款的借据已在核心余额文件中(再次支用只凭结果) | 不能再改;付错办冲正 |
| 失败 | 核心答复没有付 | 另一人核对后「重发」,随下一批发出;核心文件自己答的失败,一人即可 |
| 不明 | 发送日的核心余额文件里没有它,也没有答复;过了答复期限;或核心答「不明」 | **只查证,不重发**(`unknown_is_asked_not_sent`) |

不明的放款每天列进「放款查证」文件;查到后由放款审核或会计登记为已付款或失败,写明凭据。从不明到已发出没有路,数据库也守着这一条。

答复期限是发送日后一日的日终(合规参数 `HAND_OVER_ANSWER_DAYS` 可改天数);过了期限,日终把还在「已发出」的一并转为「不明」。

## 移交核心放款(只在 `CORE` 时)

放款审核或会计在「核心对接 → 放款移交」发起(案件办到放款时由系统发起),写明借据的全部要素。指令号就是发起时的借据号;
核心建立借据时可以另编号,本系统按核心的号建账,移交页写着两个号。

| 状态 | 怎么来 | 能做什么 |
| --- | --- | --- |
| 待发 | 发起了,还没有写进指令文件 | 随下一批发出;发出前可「撤回」 |
| 已撤回 | 发出前撤回 | 可「重新发起」 |
| 已发出 | 写进指令文件,只有一次 | 等;到答复期限 |
| 已付款 | 核心借据文件里有这笔(写了指令号,或同一合同、同一金额只此一笔),或结果为成功 | 凭核心借据文件建账;「已付款、未建账」单列 |
| 失败 | 核心答复没有付,写着原因 | 「重新发起」,用新的指令号(`-R2`、`-R3`);原指令号不再发(`started_anew_instead`) |
| 不明 | 过了答复期限没有答复,或核心答「不明」 | **只能查证,不能重发、不能重新发起** |

人登记的失败须另一人重新发起;核心文件自己答的失败,一人即可。一笔失败的只能重新发起一次(`started_anew_already`)。

发送文件先写成 `.part`,记账成功后才改成正式名。中途断电,再运行一次 `export`:已记账的补放,没记账的作废重做。正式名的文件只出一次;
在路上丢了的,到核心查证。

## 写法

- 编码 UTF-8、带 BOM 的 UTF-8、GB18030 自动识别;分隔符为逗号或制表符;扩展名 `.csv` 或 `.txt`。
- 文件名写代码或中文名,可带日期:`balances_20180930.csv`、`核心贷款余额.csv`;带别的日期的不读。
- 列名用中文标题或代码,次序不限,多余的列不读。日期、金额的写法同[导入](导入.md)。
- 发给核心的文件是 UTF-8、逗号、中文标题,名为 `种类-日期-批次.csv`。
- 试接口:`wuhua corelink sample --date D --out 文件夹` 按本系统 D 日封账写一套核心文件,埋三处差异。

## 提示

| 提示 | 意思 | 怎么办 |
| --- | --- | --- |
| `day_not_sealed` | 这一天(发文件时是上一日)还没封账 | 先做日终 |
| `control_missing`、`not_in_control`、`file_not_here` | 没有核对文件,或文件与核对文件对不上号 | 请核心补齐 |
| `another_day` | 核对文件是别的日子的 | 核对 `--date` |
| `control_totals_differ`、`file_cut` | 行数、合计不符,或文件被截断 | 重新取来 |
| `bad_rows` | 有读不懂的单元格,清单写在 `rejects-*.csv` | 请核心更正后重送 |
| `not_the_business_date` | 只发当前营业日期的文件 | 过去的不补发 |
"""


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[3] / formats.HANDBOOK
    target.write_text(handbook(), encoding="utf-8")
