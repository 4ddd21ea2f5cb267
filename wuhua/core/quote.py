"""Trial calculation: lines as a person or a program writes them, answered one by one.

A line is answered with its plan or with a refusal by name; no line can stop another, and no line, whatever is in it,
ends in a fault. Numbers are read as text or whole numbers or decimals: no binary float is ever built.

>>> line = {"id": "L1", "principal": "100000", "annual_rate_pct": "7.2", "method": "equal_instalments", "periods": 24,
...         "frequency": "month", "every": 1, "start": "2018-01-05", "day_count": "30/360"}
>>> made = answer(line)
>>> made["instalment"], made["irr_pct"], made["rows"][0]["interest"], made["rows"][-1]["balance"]
('4486.33', '7.46', '600.00', '0.00')
>>> answer(line | {"principal": -1})["refused"]["name"]
'principal_out_of_range'
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from wuhua.core import money
from wuhua.core.days import DayCount, Unit, parse_day
from wuhua.core.irr import yearly_cost
from wuhua.core.money import Rounding, fen_of, yuan
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.core.schedule import Plan, plan
from wuhua.core.terms import MAX_CHANGES, Method, Terms, TermsRefusal

REQUIRED = (
    "id",
    "principal",
    "annual_rate_pct",
    "method",
    "periods",
    "frequency",
    "every",
    "start",
    "day_count",
)
OPTIONAL = (
    "first_due",
    "rounding",
    "round_to",
    "grace_principal",
    "grace_interest",
    "rates",
    "draws",
    "plan",
    "smoothing",
)
FIELDS = frozenset(REQUIRED + OPTIONAL)
_SHOWN = 40
_Choice = TypeVar("_Choice", bound=StrEnum)


class QuoteRefusal(Refusal):
    """Why a line, or the whole input, was not taken; terms, amounts, rates and days have names of their own."""

    INPUT_NOT_TEXT = "input_not_text"
    INPUT_EMPTY = "input_empty"
    INPUT_NOT_JSON = "input_not_json"
    INPUT_NOT_A_LIST = "input_not_a_list"
    CSV_WITHOUT_HEADER = "csv_without_header"
    LINE_NOT_AN_OBJECT = "line_not_an_object"
    FIELD_TWICE = "field_twice"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_MISSING = "field_missing"
    FIELD_OF_WRONG_KIND = "field_of_wrong_kind"
    CHOICE_UNKNOWN = "choice_unknown"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"


class _Twice(dict[str, Any]):
    """An object that names one of its fields twice; which one was meant cannot be known."""


def answers(lines: list[Any]) -> Iterator[dict[str, Any]]:
    """One answer a line, in their order."""
    return map(answer, lines)


def answer(line: object) -> dict[str, Any]:
    """`{id, instalment, total_interest, irr_pct, rows}` or `{id, refused: {name, reason, next_step, field?}}`."""
    name = _id_of(line)
    try:
        terms = terms_of(line)
        made = plan(terms)
    except Refuse as no:
        return {"id": name, "refused": no.refused.as_dict()}
    return {
        "id": name,
        "instalment": yuan(made.instalment),
        "total_interest": yuan(made.total_interest),
        "irr_pct": yearly_cost(flows(terms, made)),
        "rows": [
            {
                "n": row.n,
                "due": row.due.isoformat(),
                "principal": yuan(row.principal),
                "interest": yuan(row.interest),
                "balance": yuan(row.balance),
            }
            for row in made.rows
        ],
    }


def flows(terms: Terms, made: Plan) -> list[tuple[date, int]]:
    """What the customer gets (negative: the bank pays out) and pays, by day."""
    out = [(terms.start, -terms.principal), *((day, -amount) for day, amount in terms.draws)]
    back = [(each.day, each.amount) for each in terms.prepayments]
    return [*out, *back, *((row.due, row.principal + row.interest) for row in made.rows)]


def terms_of(line: object) -> Terms:
    """The terms written in a line; `Refuse` names the first thing wrong with it."""
    fields = _fields(line)
    for name in REQUIRED:
        if name not in fields:
            refuse(QuoteRefusal.FIELD_MISSING, f"缺少「{name}」。", f"请补上 {name}。", name)
    if _id_of(line) is None:
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, "编号须是文字或整数。", "请给每笔试算一个编号。", "id")
    first_due, round_to = fields.get("first_due"), fields.get("round_to")
    return Terms(
        principal=amount_of(fields["principal"], "principal"),
        rate=rate_of(fields["annual_rate_pct"], "annual_rate_pct"),
        method=choice_of(fields["method"], Method, "method"),
        periods=count_of(fields["periods"], "periods"),
        unit=choice_of(fields["frequency"], Unit, "frequency"),
        every=count_of(fields["every"], "every"),
        start=day_of(fields["start"], "start"),
        day_count=choice_of(fields["day_count"], DayCount, "day_count"),
        first_due=None if first_due is None else day_of(first_due, "first_due"),
        rounding=choice_of(fields.get("rounding", "HALF_UP"), Rounding, "rounding"),
        round_to=1 if round_to is None else amount_of(round_to, "round_to"),
        grace_principal=count_of(fields.get("grace_principal", 0), "grace_principal"),
        grace_interest=count_of(fields.get("grace_interest", 0), "grace_interest"),
        rates=tuple(
            (day_of(each["from"], "rates"), rate_of(each["annual_rate_pct"], "rates"))
            for each in _entries(fields, "rates", "from", "annual_rate_pct")
        ),
        draws=tuple(
            (day_of(each["date"], "draws"), amount_of(each["amount"], "draws"))
            for each in _entries(fields, "draws", "date", "amount")
        ),
        planned=tuple(
            (day_of(each["due"], "plan"), amount_of(each["principal"], "plan"))
            for each in _entries(fields, "plan", "due", "principal")
        ),
        smoothing=yes_of(fields.get("smoothing", False), "smoothing"),
    )


def grouped(*amounts: str) -> str:
    """The sum of answered amounts with thousands separators, for people.

    >>> grouped("1000.00", "234.50")
    '1,234.50'
    """
    return money.grouped(sum(fen_of(each) for each in amounts))


def read(data: bytes, *, csv_wanted: bool | None = None) -> list[Any]:
    """The lines of an input: a JSON list, or CSV with the same names. `Refuse` when there is no telling lines apart.

    UTF-8 (with or without BOM) and GB18030. Without `csv_wanted` what begins like JSON is JSON.
    """
    text = decoded(data)
    begun = text.lstrip()
    if not begun:
        refuse(QuoteRefusal.INPUT_EMPTY, "没有读到任何内容。", "请给出 JSON 列表或带表头的 CSV。", None)
    if csv_wanted is None:
        csv_wanted = begun[0] not in '[{"' and not begun[:1].isdigit() and begun not in ("null", "true", "false")
    return _read_csv(text) if csv_wanted else _read_json(text)


def decoded(data: bytes) -> str:
    """The text of an input in UTF-8 or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    refuse(QuoteRefusal.INPUT_NOT_TEXT, "输入不是 UTF-8 或 GB18030 文字。", "请另存为 UTF-8 再试。", None)


def loads(text: str) -> Any:
    """JSON without floats, fields written twice marked."""
    return json.loads(text, parse_float=_decimal, parse_int=_whole, parse_constant=str, object_pairs_hook=_object)


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text) if len(text) <= 100 else text
    except InvalidOperation:
        return text


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= 100 else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(made)


def _read_json(text: str) -> list[Any]:
    try:
        lines = loads(text)
    except RecursionError:
        refuse(QuoteRefusal.INPUT_NOT_JSON, "JSON 嵌套过深。", "请给出试算对象的列表。", None)
    except ValueError as fault:
        where = f"第 {fault.lineno} 行第 {fault.colno} 列" if isinstance(fault, json.JSONDecodeError) else "某处"
        refuse(QuoteRefusal.INPUT_NOT_JSON, f"JSON 在{where}有语法错误。", "请改正后重试。", None)
    if not isinstance(lines, list):
        refuse(QuoteRefusal.INPUT_NOT_A_LIST, "最外层不是列表。", "请用方括号把各笔试算括成列表。", None)
    return lines


def _read_csv(text: str) -> list[Any]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] | None = None
    lines: list[Any] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            lines.append(None)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if not FIELDS & set(header):
                break
            continue
        lines.append(_row(header, cells))
    if header is None or not FIELDS & set(header):
        refuse(QuoteRefusal.CSV_WITHOUT_HEADER, "CSV 没有可识别的表头。", "首行请写字段名,例如 id,principal。", None)
    return lines


def _row(header: list[str], cells: list[str]) -> dict[str, Any]:
    pairs = [(name, cell.strip()) for name, cell in zip(header, cells, strict=False) if cell.strip()]
    beyond = [(f"第 {k + 1} 列", cell) for k, cell in enumerate(cells) if k >= len(header) and cell.strip()]
    return _object(pairs + beyond)


def refuse(name: Refusal, reason: str, next_step: str, field: str | None) -> NoReturn:
    """Say no by name."""
    raise Refuse(Refused(name, reason, next_step, field))


def _shown(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode()
    return clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…"


def _id_of(line: object) -> str | int | None:
    name = line.get("id") if isinstance(line, Mapping) else None
    if isinstance(name, str):
        return name if name.strip() and not any("\ud800" <= sign <= "\udfff" for sign in name) else None
    return name if isinstance(name, int) and not isinstance(name, bool) else None


def _fields(line: object) -> dict[str, Any]:
    if not isinstance(line, Mapping):
        refuse(QuoteRefusal.LINE_NOT_AN_OBJECT, "这一条不是对象。", "请给出带字段名的试算对象。", None)
    if isinstance(line, _Twice):
        refuse(QuoteRefusal.FIELD_TWICE, "同一个字段写了两次。", "请每个字段只写一次。", None)
    for name in line:
        if name not in FIELDS:
            shown = _shown(str(name))
            refuse(QuoteRefusal.FIELD_UNKNOWN, f"不认识字段「{shown}」。", "请核对字段名或删去它。", shown)
    return {name: value for name, value in line.items() if value is not None and value != ""}


def _entries(fields: dict[str, Any], field: str, *names: str) -> list[dict[str, Any]]:
    """A list of small objects with exactly these names; in a CSV cell, the same list as JSON text."""
    entries = fields.get(field, [])
    if isinstance(entries, str):
        try:
            entries = loads(entries)
        except (ValueError, RecursionError):
            entries = None
    if not isinstance(entries, list):
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是列表。", f"请写成 {'、'.join(names)} 的列表。", field)
    if len(entries) > MAX_CHANGES:
        refuse(TermsRefusal.TOO_MANY_CHANGES, f"同一类变更不超过 {MAX_CHANGES} 条。", "请合并或拆分这笔试算。", field)
    for each in entries:
        if not isinstance(each, dict) or isinstance(each, _Twice) or set(each) != set(names):
            refuse(
                QuoteRefusal.FIELD_OF_WRONG_KIND,
                f"「{field}」的每一项须恰有 {'、'.join(names)}。",
                "请核对各项的字段。",
                field,
            )
    return entries


def number_of(value: object, field: str) -> str | int | Decimal:
    """A number as written, never a binary float."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是数字或文字。", "请填写数字。", field)
    return value


def amount_of(value: object, field: str) -> int:
    """Fen of an amount in yuan."""
    return fen_of(number_of(value, field), field)


def rate_of(value: object, field: str) -> int:
    """10⁻⁷ a year of a rate in percent."""
    return Rate.of_pct(number_of(value, field), field).units


def count_of(value: object, field: str) -> int:
    """A whole number."""
    number = number_of(value, field)
    if isinstance(number, str):
        written = number.strip()
        if written.isascii() and written.removeprefix("-").isdigit() and len(written) <= 100:
            return int(written)
    elif isinstance(number, int):
        return number
    elif number.is_finite() and abs(number.adjusted()) <= 40 and number == number.to_integral_value():
        return int(number)
    refuse(QuoteRefusal.NOT_A_WHOLE_NUMBER, f"「{field}」须是整数。", "请填写整数。", field)


def day_of(value: object, field: str) -> date:
    """A day, 2018-09-30."""
    if not isinstance(value, str):
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是日期文字。", "请按 2018-09-30 的格式填写。", field)
    return parse_day(value, field)


def yes_of(value: object, field: str) -> bool:
    """true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是 true 或 false。", "请填写 true 或 false。", field)


def choice_of(value: object, kind: type[_Choice], field: str) -> _Choice:
    """One of the words of an enum."""
    written = value.strip() if isinstance(value, str) else None
    for member in kind:
        if member.value == written:
            return member
    known = "、".join(member.value for member in kind)
    if written is None:
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是文字。", f"可填:{known}。", field)
    refuse(QuoteRefusal.CHOICE_UNKNOWN, f"「{field}」不认识「{_shown(written)}」。", f"可填:{known}。", field)
