"""The filters and tags of every page. Amounts and dates reach the reader through `yuan` and `day` and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from wuhua.core.money import fen_of, half_up
from wuhua.web import labels

register = template.Library()

BLANK = "—"

# Fen in one unit, and how many decimals are shown of it. English readers count in millions where Chinese count in 亿.
UNITS = {"元": (100, 2), "万": (1_000_000, 2), "亿": (10_000_000_000, 2)}
ENGLISH = {"元": (100, 2, ""), "万": (100_000, 1, "k"), "亿": (100_000_000, 2, "m")}


def _decimal(whole: int, unit: int, places: int) -> str:
    """`whole` counted in `unit`, half up, thousands apart: whole numbers only, so nothing is lost on the way."""
    scaled = half_up(abs(whole) * 10**places, unit)
    head, tail = scaled // 10**places, scaled % 10**places
    sign = "-" if whole < 0 and scaled else ""
    return f"{sign}{head:,}" + (f".{tail:0{places}d}" if places else "")


@register.filter
def yuan(fen: int | str | None, unit: str = "元") -> str:
    """Fen as an amount a person reads: `123456789|yuan` is 1,234,567.89, `|yuan:"万"` and `|yuan:"亿"` carry the unit.

    Text is an amount in yuan, as the scoreboard's JSON writes it.

    >>> yuan(123456789), yuan(None), yuan(-5)
    ('1,234,567.89', '—', '-0.05')
    """
    if fen in (None, "", BLANK):
        return BLANK
    amount = fen_of(fen) if isinstance(fen, str) else int(fen or 0)
    if unit not in UNITS:
        raise template.TemplateSyntaxError(f"yuan knows 元, 万 and 亿, not {unit}")
    if (get_language() or "").startswith("en"):
        size, places, letter = ENGLISH[unit]
        return _decimal(amount, size, places) + letter
    size, places = UNITS[unit]
    return _decimal(amount, size, places) + ("" if unit == "元" else f" {unit}")


@register.filter
def day(value: date | None, form: str = "full") -> str:
    """A business date: `2018-09-30`; `|day:"short"` is `09-30`, `|day:"words"` is 2018年9月30日.

    >>> day(date(2018, 9, 30)), day(None), day(date(2018, 9, 30), "short")
    ('2018-09-30', '—', '09-30')
    """
    if not value:
        return BLANK
    if form == "words" and not (get_language() or "").startswith("en"):
        return f"{value.year}年{value.month}月{value.day}日"
    return value.strftime("%m-%d") if form == "short" else value.strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str:
    """When something was recorded, in the bank's own time: `2018-09-30 17:05:09`. No business date: those are days."""
    return BLANK if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"


@register.filter
def rate(value: int | None) -> str:
    """A yearly rate in whole 10⁻⁷: 435000 is 4.35 %; digits beyond the second are shown when they are there.

    >>> rate(435000), rate(815625)
    ('4.35%', '8.15625%')
    """
    if value is None:
        return BLANK
    head, tail = value // 100_000, value % 100_000
    return f"{head}.{f'{tail:05d}'.rstrip('0').ljust(2, '0')}%"


@register.filter
def kpi(value: str | None, unit: str) -> str:
    """A scorecard's figure, which comes as text in its unit: amounts in 万 or 亿, shares with their sign, counts apart.

    >>> kpi("27.52", "PCT"), kpi("5112", "COUNT"), kpi("—", "DAYS"), kpi("190000000.00", "YUAN")
    ('27.52%', '5,112', '—', '1.90 亿')
    """
    if value in (None, "", BLANK):
        return BLANK
    if unit == "YUAN":
        fen = fen_of(str(value))
        return yuan(fen, "亿" if abs(fen) >= UNITS["亿"][0] else "万")
    return f"{value}%" if unit == "PCT" else f"{int(str(value)):,}"


@register.filter
def count(value: int | None) -> str:
    """A number of things, thousands apart.

    >>> count(5112)
    '5,112'
    """
    return BLANK if value is None else f"{int(value):,}"


@register.filter
def percent(part: int, whole: int) -> str:
    """How much of it, in whole percent, rounded down: 100% is said at the end only.

    >>> percent(62, 63), percent(63, 63), percent(0, 0)
    ('98%', '100%', '0%')
    """
    return f"{part * 100 // whole}%" if whole else "0%"


@register.filter
def parts(value: str) -> str:
    """Words put together with a middle dot, each in the reader's language where it has one: `写入 · 2018-09-30`."""
    return " · ".join(gettext(each) for each in value.split(" · ")) if value else ""


@register.filter
def word(value: Any) -> str:
    """A label that comes from the rooms in Chinese, in the reader's language."""
    return gettext(str(value)) if value not in (None, "") else BLANK


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """One symbol of the sprite; decoration only, the words stand beside it."""
    return format_html(
        '<svg class="icon" width="{}" height="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        size,
        size,
        static("vendor/tabler-icons-3.51.0/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """This page's query string with some parts changed; an empty value takes the part away."""
    parts: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parts.pop(name, None)
        else:
            parts[name] = str(value)
    return f"?{parts.urlencode()}"


@register.filter
def label(code: Any, kind: str) -> str:
    """What a code is called: `note.method|label:"method"`."""
    return gettext(labels.name_of(kind, str(code))) if code not in (None, "") else BLANK


@register.filter
def tag(code: Any, kind: str) -> SafeString | str:
    """The same as a small coloured tag; the word carries the meaning, the colour only repeats it."""
    if code in (None, ""):
        return BLANK
    tone = labels.TONES.get(kind, {}).get(str(code), "")
    return format_html('<span class="tag {}">{}</span>', tone, label(code, kind))


@register.filter
def signed(value: int | None) -> str:
    """A difference, with its sign.

    >>> signed(186), signed(-3), signed(0)
    ('+186', '-3', '0')
    """
    return BLANK if value is None else f"{int(value):+,}" if value else "0"
