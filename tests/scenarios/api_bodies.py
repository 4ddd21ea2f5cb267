"""The least a route of the API asks for, made up from its own description: so that a question gets as far as who asks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from wuhua.api import urls
from wuhua.config import access

SAID = ("none", "1", "1.00", "2018-09", "2018Q3", "2018-Q3", "09:00", "AAAAAAAA")
FORMATS = {"date": "2018-09-30", "date-time": "2018-09-30T10:00:00+08:00"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `said` is the address with its verb filled in, `path` the whole of it with nobody's numbers."""

    row: access.Row
    said: str
    path: str
    body: str
    kind: str


@cache
def described() -> Any:
    return json.loads(json.dumps(urls.api.get_openapi_schema(path_prefix="/api/v1"), default=str))


def questions() -> Iterator[Question]:
    """Every address of the API that changes something, once a verb. A row without an address is the house test's to name."""
    for row in access.rows():
        if row.kind == "API" and row.method != "GET" and row.address in described()["paths"]:
            yield from _of(row)


def _of(row: access.Row) -> Iterator[Question]:
    operation = described()["paths"][row.address][row.method.lower()]
    asked = {each["name"]: each for each in operation.get("parameters", []) if each["in"] in ("path", "query")}
    content = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(content), "application/json")
    body = made_up(content[kind]["schema"]) if content else None
    for verb in _verbs(asked):
        said = row.address.replace("{verb}", verb)
        path = re.sub(r"{(\w+)}", lambda found: quote(str(made_up(asked[found[1]]["schema"]))), said)
        query = {name: made_up(x["schema"]) for name, x in asked.items() if x["in"] == "query" and x.get("required")}
        text = urlencode(body or {}) if "urlencoded" in kind else json.dumps(body) if body is not None else ""
        yield Question(row, said, f"{path}?{urlencode(query)}" if query else path, text, kind)


def _verbs(asked: dict[str, Any]) -> list[str]:
    schema = _meant(asked["verb"]["schema"]) if "verb" in asked else {}
    return list(schema.get("enum", ())) or [""]


def _meant(schema: Any) -> Any:
    while "$ref" in schema:
        schema = described()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def made_up(schema: Any) -> Any:
    """The least that passes."""
    schema = _meant(schema)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return made_up(schema[several][0])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            return {name: made_up(schema["properties"][name]) for name in schema.get("required", ())}
        case "array":
            return [made_up(schema["items"]) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1, 1)
        case "boolean":
            return True
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    low, high, form = schema.get("minLength", 0), schema.get("maxLength", 999), schema.get("pattern", "")
    return next((x for x in SAID if low <= len(x) <= high and re.search(form, x)), "x" * max(low, 1))
