"""Identity numbers as columns: check digits, real birth dates. The twin of python-stdnum's `cn.ric` and `cn.uscc`.

Resident number (GB 11643): six digits of place, birth date, three of order, check by ISO 7064 MOD 11-2. Unified social
credit code (GB 32100): eighteen of 0-9A-HJ-NP-RTUWXY, checked modulo 31; its places 9 to 17 are the organisation code
of GB 11714, with a check digit of its own. `tests/agree` holds both against stdnum.
"""

from __future__ import annotations

import polars as pl

_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _place(text: pl.Expr, place: int, alphabet: str) -> pl.Expr:
    return text.str.slice(place, 1).replace_strict(
        list(alphabet), list(range(len(alphabet))), default=None, return_dtype=pl.Int32
    )


def _weighted(text: pl.Expr, start: int, weights: tuple[int, ...], alphabet: str) -> pl.Expr:
    total = pl.lit(0, dtype=pl.Int32)
    for step, weight in enumerate(weights):
        total = total + _place(text, start + step, alphabet) * weight
    return total


def normal(text: pl.Expr) -> pl.Expr:
    """As it is compared and stored: upper case, no spaces."""
    return text.str.replace_all(r"\s", "").str.to_uppercase()


def why_not_resident(text: pl.Expr) -> pl.Expr:
    """Why it is no 18-digit resident identity number; null where it is one (or is empty)."""
    born = text.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    check = _weighted(text, 0, _RIC_WEIGHTS, "0123456789") % 11
    wanted = check.replace_strict(list(range(11)), list(_RIC_CHECK), default=None, return_dtype=pl.String)
    return (
        pl.when(text.is_null()).then(None)
        .when(~text.str.contains(r"^[0-9]{17}[0-9X]$")).then(pl.lit("居民身份证号应为18位"))
        .when(born.is_null() | (born.dt.year() < 1900)).then(pl.lit("身份证号中的出生日期不存在"))
        .when(wanted != text.str.slice(17, 1)).then(pl.lit("身份证号校验位不符"))
        .otherwise(None)
    )  # fmt: skip


def why_not_credit_code(text: pl.Expr) -> pl.Expr:
    """Why it is no unified social credit code; null where it is one (or is empty)."""
    shape = rf"^[1-9A-GNY][1-9][0-9]{{6}}[{_USCC_ALPHABET}]{{10}}$"
    org = (11 - _weighted(text, 8, _ORG_WEIGHTS, _ORG_ALPHABET) % 11) % 11
    org_wanted = org.replace_strict(list(range(11)), list("0123456789X"), default=None, return_dtype=pl.String)
    check = (31 - _weighted(text, 0, _USCC_WEIGHTS, _USCC_ALPHABET) % 31) % 31
    wanted = check.replace_strict(list(range(31)), list(_USCC_ALPHABET), default=None, return_dtype=pl.String)
    return (
        pl.when(text.is_null()).then(None)
        .when(~text.str.contains(shape)).then(pl.lit("统一社会信用代码应为18位数字或大写字母(不含 I、O、S、V、Z)"))
        .when(wanted != text.str.slice(17, 1)).then(pl.lit("统一社会信用代码校验位不符"))
        .when(org_wanted != text.str.slice(16, 1)).then(pl.lit("统一社会信用代码中的组织机构代码校验位不符"))
        .otherwise(None)
    )  # fmt: skip


def why_not_phone(text: pl.Expr) -> pl.Expr:
    """Why it is neither a mobile number nor a land line with its area; null where it is one (or is empty)."""
    right = text.str.contains(r"^(\+?86)?-?1[3-9][0-9]{9}$") | text.str.contains(r"^0[0-9]{2,3}-?[0-9]{7,8}$")
    return pl.when(text.is_not_null() & ~right).then(pl.lit("电话号码格式不对")).otherwise(None)


def masked(text: pl.Expr) -> pl.Expr:
    """Shown where a bad secret must be found again: the first three and the last two characters."""
    return (
        pl.when(text.str.len_chars() > 6)
        .then(text.str.slice(0, 3) + "…" + text.str.slice(-2))
        .otherwise(pl.when(text == "").then(pl.lit("")).otherwise(pl.lit("…")))
    )
