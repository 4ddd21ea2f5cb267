"""What must hold inside a file and between files before a single row is loaded.

Each check is a column and an expression that says why a row is refused (null = it is not). A row refused because a cell
cannot be read is not judged again on that cell: the cell is null, and null answers no question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from wuhua.bulk.intake import controls, filing, formats, identity
from wuhua.bulk.intake.cases import rules_of_cases, rules_of_sales
from wuhua.bulk.intake.cells import WHY, no_rejects, typed
from wuhua.bulk.intake.check_notes import rules_of_notes
from wuhua.bulk.intake.form import Column, FileFormat
from wuhua.bulk.intake.lists import rules_of_entries
from wuhua.bulk.intake.partners import rules_of_services, rules_of_strategic
from wuhua.bulk.intake.read import LINE, Table
from wuhua.bulk.intake.refusals import IntakeRefusal, refuse
from wuhua.bulk.intake.territory import rules_of_points, rules_of_shapes, rules_of_ties

WHOLE_ROW = ""
"""The column of a finding about a row as a whole."""

CREDIT_CODES = ("surveys", "list_entries", "agreements", "strategic_targets", "registry", "tax", "wages", "rosters")

Rule = tuple[str, pl.Expr]
Found = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Folder:
    """The whole folder, typed: `frames` by format name (an absent file is an empty frame), and what is wrong."""

    tables: dict[str, Table]
    frames: dict[str, pl.DataFrame]
    found: Found
    cut_over: date


def checked(
    tables: Iterable[Table],
    *,
    products: frozenset[str],
    roles: frozenset[str],
    purposes: frozenset[str],
    step: Callable[[str], None],
    scans: frozenset[str] = frozenset(),
) -> Folder:
    """Type and check every table. Raises `Refuse` where a required file is missing; bad rows are in `found`.

    `products`, `roles` and `purposes` are the codes the house knows without a file; a forbidden purpose is none of them (A3).
    `scans` are the other files of the folder.
    """
    by_name = {table.name: table for table in tables}
    missing = [each for each in formats.FORMATS if each.required and each.name not in by_name]
    if missing:
        raise refuse(
            IntakeRefusal.FILE_MISSING,
            f"缺少必需的文件:{'、'.join(f'{each.title}({each.name})' for each in missing)}。",
            "请把这些文件放进同一个文件夹后重新导入。",
            missing[0].name,
        )
    frames: dict[str, pl.DataFrame] = {}
    found: Found = {}
    for format_ in formats.FORMATS:
        table = by_name.get(format_.name)
        if table is None:
            frames[format_.name] = typed(format_, _empty(format_))[0]
            continue
        step(f"核对 {format_.title}")
        frame, bad = typed(format_, table.frame)
        frames[format_.name] = _written_once(format_, frame)
        found[format_.name] = pl.concat([ragged(table), bad])
    controls.hold(by_name.pop(formats.CONTROLS.name, None), by_name.values(), frames, found)
    cut_over = _cut_over(frames["bank"], by_name["bank"])
    step("核对文件之间的关系")
    for name, table in by_name.items():
        rules = [*_rules(table.source.format, frames, cut_over, products, roles), *_references(table, frames)]
        rules += [filing.rule_of_scans(scans)] if name == formats.PAPERS.name else []
        if name == formats.CASES.name:
            rules.append(("purpose", unless(pl.col("purpose").is_in(sorted(purposes)), "用途目录中没有,或属禁止用途")))
        found[name] = pl.concat(
            [found[name], duplicates(table.source.format, frames[name]), *_apply(frames[name], rules)]
        )
    return Folder(by_name, frames, {name: once_a_cell(bad) for name, bad in found.items()}, cut_over)


def _written_once(format_: FileFormat, frame: pl.DataFrame) -> pl.DataFrame:
    """Credit codes in their one written form, so that the same firm is the same text in every file and on its file."""
    if format_.name not in CREDIT_CODES:
        return frame
    return frame.with_columns(identity.normal(pl.col("credit_code")))


def _empty(format_: FileFormat) -> pl.DataFrame:
    return pl.DataFrame(schema={LINE: pl.Int64, **{column.code: pl.String for column in format_.columns}})


def _cut_over(bank: pl.DataFrame, table: Table) -> date:
    if len(bank) != 1 or bank["cut_over"][0] is None:
        raise refuse(
            IntakeRefusal.FILE_UNREADABLE,
            f"文件「{table.source.label}」应有且只有一行,并写明切换日(日终);现有 {len(bank)} 行。",
            "请填写一行机构信息,切换日写成 2018-09-29 的样子。",
            "cut_over",
        )
    return bank["cut_over"][0]


def once_a_cell(bad: pl.DataFrame) -> pl.DataFrame:
    """One finding a cell, the first; a row of the wrong width is only that."""
    whole = bad.filter(pl.col("column") == WHOLE_ROW)[LINE].unique()
    return (
        bad.filter((pl.col("column") == WHOLE_ROW) | ~pl.col(LINE).is_in(whole.implode()))
        .unique([LINE, "column"], keep="first", maintain_order=True)
        .sort(LINE, maintain_order=True)
    )


def ragged(table: Table) -> pl.DataFrame:
    """Rows of another width than the heading, as findings about whole rows."""
    return table.ragged.filter(pl.col(LINE) > 1).select(
        LINE,
        pl.lit(WHOLE_ROW).alias("column"),
        pl.format("本行有 {} 列,标题有 {} 列", "fields", pl.lit(table.width)).alias(WHY),
    )


def _apply(frame: pl.DataFrame, rules: Iterable[Rule]) -> list[pl.DataFrame]:
    answers = []
    for column, why in rules:
        bad = frame.select(LINE, pl.lit(column).alias("column"), why.cast(pl.String).alias(WHY)).filter(
            pl.col(WHY).is_not_null()
        )
        if len(bad):
            answers.append(bad)
    return answers


def unless(holds: pl.Expr, why: str) -> pl.Expr:
    """`why` where the condition is false; a condition that cannot be answered (null) is let pass."""
    return pl.when(~holds).then(pl.lit(why)).otherwise(None)


def duplicates(format_: FileFormat, frame: pl.DataFrame) -> pl.DataFrame:
    """Second and later rows of one key, naming the line of the first."""
    keys = list(format_.key)
    again = frame.select(LINE, *keys).drop_nulls()
    again = again.with_columns(pl.col(LINE).first().over(keys).alias("first")).filter(pl.col(LINE) != pl.col("first"))
    if again.is_empty():
        return no_rejects()
    return again.select(LINE, pl.lit(keys[-1]).alias("column"), pl.format("与第 {} 行重复", "first").alias(WHY))


def _references(table: Table, frames: dict[str, pl.DataFrame]) -> list[Rule]:
    rules = []
    for column, target in table.source.format.refers:
        there = formats.format_of(target)
        known = frames[target][there.key[0]].drop_nulls().unique()
        rules.append((column, unless(pl.col(column).is_in(known.implode()), f"在「{there.title}」文件中找不到")))
    return rules


def _rules(
    format_: FileFormat,
    frames: dict[str, pl.DataFrame],
    cut_over: date,
    products: frozenset[str],
    roles: frozenset[str],
) -> list[Rule]:
    """The checks of one file beyond its cells."""
    rules: list[Rule] = []
    if any(column.code == "phone" for column in format_.columns):
        rules.append(("phone", identity.why_not_phone(pl.col("phone"))))
    if format_.name in CREDIT_CODES:
        rules.append(("credit_code", identity.why_not_credit_code(pl.col("credit_code"))))
    if any(column.code == "product" for column in format_.columns):
        known = frames["products"]["code"].drop_nulls().to_list()
        rules.append(("product", unless(pl.col("product").is_in([*known, *sorted(products)]), "没有这个产品代码")))
    own = _OF_FILE.get(format_.name)
    return rules + (own(frames, cut_over, roles) if own else [])


def _staff(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    if not roles:
        return []
    named = pl.col("roles").str.split(";").list.eval(pl.element().str.strip_chars())
    known = named.list.eval(pl.element().is_in(sorted(roles))).list.all()
    return [("roles", unless(known, f"角色应为(分号分隔):{'、'.join(sorted(roles))}"))]


def _zones(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    codes = frames["zones"]["code"].drop_nulls().unique().implode()
    return [
        ("parent", unless(pl.col("parent").is_in(codes), "在「网格与责任区」文件中找不到上级网格")),
        (
            "team_type",
            unless(pl.col("lead_rm").is_null() | pl.col("team_type").is_not_null(), "有责任人必须填写责任团队"),
        ),
        ("parent", unless(pl.col("parent") != pl.col("code"), "上级网格不能是自己")),
    ]


def _customers(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    number = identity.normal(pl.col("identity"))
    kind = pl.col("kind")
    person, firm = identity.why_not_resident(number), identity.why_not_credit_code(number)
    # A sole trader or a farm may be filed under the person or under the licence: what looks like a person is judged so.
    personal = number.str.contains(r"^[0-9]{17}[0-9X]$") & person.is_null()
    why = (
        pl.when(kind == "ENTERPRISE").then(firm)
        .when(kind == "OWNER").then(person)
        .when(personal | firm.is_null()).then(None)
        .when(number.str.contains(r"^[0-9]{6}(19|20)[0-9]{9}[0-9X]$")).then(person)
        .otherwise(firm)
    )  # fmt: skip
    first = pl.col(LINE).first().over(number)
    twin = pl.when(number.is_not_null() & (first != pl.col(LINE))).then(
        pl.format("证件号码与第 {} 行的客户相同", first)
    )
    return [
        ("identity", why),
        ("identity", twin.otherwise(None)),
        ("size_class", unless((kind != "ENTERPRISE") | pl.col("size_class").is_not_null(), "企业必须填写企业规模")),
    ]


def _bills(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [
        ("amount", unless(pl.col("amount") > 0, "应还金额应大于零")),
        ("paid", unless(pl.col("paid") <= pl.col("amount"), "已还金额大于应还金额")),
        ("due", unless(pl.col("due").dt.offset_by("-1d") <= cut_over, "到期扣款日在切换日之后,还不是账单")),
    ]


def _plans(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    custom = frames["notes"].filter(pl.col("method") == "custom")["number"].implode()
    return [("note", unless(pl.col("note").is_in(custom), "只有还款方式为自定义的借据才有还本计划"))]


def _history(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    day = pl.col("day")
    return [
        ("day", unless(day < cut_over, "历史日期应早于切换日")),
        ("day", unless(day == day.dt.month_end(), "历史余额应为月末日期")),
    ]


def _flows(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [("day", unless(pl.col("day") <= cut_over, "日期在切换日之后"))]


def _monthly(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """A month that had not begun when the other house wrote it down cannot be known."""
    return [("month", unless(pl.col("month") <= pl.col("as_of").dt.strftime("%Y-%m"), "月份晚于数据日期"))]


def _either_identity() -> pl.Expr:
    """A person's number or a firm's code: what has the shape of a birth date inside is judged as a person's."""
    number = identity.normal(pl.col("identity"))
    person = number.str.contains(r"^[0-9]{6}(19|20)[0-9]{9}[0-9X]$")
    return pl.when(person).then(identity.why_not_resident(number)).otherwise(identity.why_not_credit_code(number))


def _credit_reports(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    shape = pl.col("history").str.contains(r"^[NC/*#G1-7D]{24}$")
    return [
        ("identity", _either_identity()),
        ("history", unless(shape, "应为24位还款状态(N、C、/、*、#、G、D、1-7)")),
        ("queried_at", unless(pl.col("queried_at").dt.date() <= pl.col("as_of"), "查询时间晚于数据日期")),
    ]


def _court(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [("identity", _either_identity())]


def _applications(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    outcome = pl.col("outcome")
    return [
        ("amount", unless(pl.col("amount") > 0, "申请金额应大于零")),
        ("reason", unless((outcome != "REJECTED") | pl.col("reason").is_not_null(), "拒绝必须写明原因")),
        ("funded", unless((outcome != "DISBURSED") | pl.col("funded").is_not_null(), "已放款必须填写放款时间")),
    ]


def _agreements(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [("expires", unless(pl.col("expires") > pl.col("signed"), "到期日期应晚于签订日期"))]


def _files(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [
        ("mandatory", unless(pl.col("mandatory") > 0, "必填项数应大于零")),
        ("filled", unless(pl.col("filled") <= pl.col("mandatory"), "已填必填项多于必填项数")),
    ]


def _surveys(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    rules: list[Rule] = []
    for name, limit in (("longitude", 180), ("latitude", 90)):
        degrees = pl.col(name).cast(pl.Float64, strict=False)
        right = (degrees.is_between(-limit, limit)).fill_null(False) | pl.col(name).is_null()
        rules.append((name, unless(right, f"应为 -{limit} 至 {limit} 的度数")))
    return rules


def _targets(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [("year", unless(pl.col("year").str.contains(r"^(19|20)[0-9]{2}$"), "年度应为四位数字"))]


def _relending(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return [("applied_amount", unless(pl.col("applied_amount") > 0, "申请金额应大于零"))]


def _links(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    first = pl.col(LINE).first().over("note") == pl.col(LINE)
    return [
        ("note", unless(first, "一笔借据只能对应一笔再贷款")),
        ("amount", unless(pl.col("amount") > 0, "对应金额应大于零")),
    ]


def _notes(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    return rules_of_notes(frames, cut_over)


_OF_FILE: dict[str, Callable[[dict[str, pl.DataFrame], date, frozenset[str]], list[Rule]]] = {
    "staff": _staff,
    "zones": _zones,
    "zone_shapes": rules_of_shapes,
    "service_points": rules_of_points,
    "ties": rules_of_ties,
    "customers": _customers,
    "customer_values": filing.rules_of_values,
    "relations": filing.rules_of_relations,
    "papers": filing.rules_of_papers,
    "notes": _notes,
    "applications": _applications,
    "cases": rules_of_cases,
    "sales": rules_of_sales,
    "agreements": _agreements,
    "strategic_targets": rules_of_strategic,
    "package_services": rules_of_services,
    "files": _files,
    "surveys": _surveys,
    "list_entries": rules_of_entries,
    "targets": _targets,
    "relending": _relending,
    "relending_links": _links,
    "bills": _bills,
    "plans": _plans,
    "positions": _history,
    "disbursements": _flows,
    "repayments": _flows,
    "transactions": _flows,
    "tax": _monthly,
    "power": _monthly,
    "wages": _monthly,
    "credit_reports": _credit_reports,
    "court": _court,
}


def heading_of(format_: FileFormat, column: str) -> str:
    """The heading a finding names."""
    if column == WHOLE_ROW:
        return "(整行)"
    known: Column = format_.column(column)
    return known.heading
