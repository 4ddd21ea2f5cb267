"""Migration as figures for a table and shares for a picture."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.reporting.rules.quality import CLASSES, NEW, Migrated, normal_rate
from wuhua.core.money import percent
from wuhua.web import labels


def migration(rows: list[Migrated]) -> dict[str, Any]:
    """The rows of the table, their sum, the rate of good loans, and the picture's data."""
    codes = [code for code, _name in CLASSES]
    names = {code: _(labels.name_of("klass", code)) for code in codes} | {NEW: _("本期新增")}
    lines = [
        {
            "code": row.code,
            "name": names[row.code],
            "opening": row.opening,
            "reduced": row.reduced,
            "cells": [
                {"fen": row.to[code], "worse": _worse(row.code, code), "same": row.code == code} for code in codes
            ],
            "fallen": row.fallen,
            "rate": None if row.code == NEW else row.rate,
        }
        for row in rows
    ]
    total = {
        "opening": sum(row.opening for row in rows),
        "reduced": sum(row.reduced for row in rows),
        "cells": [sum(row.to[code] for row in rows) for code in codes],
        "fallen": sum(row.fallen for row in rows),
    }
    drawn = [row for row in rows if row.code != NEW and row.opening]
    picture = {
        "labels": [names[row.code] for row in drawn],
        "series": [
            {"name": names[code], "data": [percent(row.to[code], row.opening) for row in drawn]} for code in codes
        ]
        + [{"name": _("收回或核销"), "data": [percent(row.reduced, row.opening) for row in drawn]}],
    }
    heads = [names[code] for code in codes]
    return {"lines": lines, "heads": heads, "total": total, "good_rate": normal_rate(rows), "picture": picture}


def _worse(was: str, now: str) -> bool:
    codes = [code for code, _name in CLASSES]
    return was in codes and codes.index(now) > codes.index(was)
