"""What the description says of a route is what the route takes and answers: a thing of one room is not described as another's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ninja import Schema

from wuhua.api import urls
from wuhua.api.v1.root import api


@cache
def described() -> Any:
    return json.loads(json.dumps(urls.api.get_openapi_schema(path_prefix="/api/v1"), default=str))


def fields(part: Any) -> set[str] | None:
    """The names of what stands there, through its reference; None for what has no names."""
    if "$ref" in part:
        part = described()["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]]
    return set(part["properties"]) if "properties" in part else None


def ours(model: Any) -> type[Schema] | None:
    """The one class a body or an answer is made of, where it is one."""
    found = list(model.model_fields.values())
    kind = found[0].annotation if len(found) == 1 else None
    return kind if isinstance(kind, type) and issubclass(kind, Schema) else None


def names_of(kind: type[Schema]) -> set[str]:
    """Its fields as a program writes them."""
    return {field.alias or name for name, field in kind.model_fields.items()}


def told() -> Iterator[tuple[str, set[str], set[str] | None]]:
    """(where, the fields of the class, the fields of its description) of every body and every good answer."""
    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            path = described()["paths"][f"/api/v1{re.sub(r'{[a-z]+:', '{', address)}"]
            for operation in view.operations:
                said = path[operation.methods[0].lower()]
                bodies = [each for each in operation.models if each.__ninja_param_source__ == "body"]
                if len(bodies) == 1 and (kind := ours(bodies[0])):
                    content = said["requestBody"]["content"]["application/json"]["schema"]
                    yield f"{address} body", names_of(kind), fields(content)
                for status, model in operation.response_models.items():
                    if isinstance(status, int) and hasattr(model, "model_fields") and (kind := ours(model)):
                        content = said["responses"][str(status)]["content"]["application/json"]["schema"]
                        yield f"{address} {status}", names_of(kind), fields(content)


def test_every_body_and_answer_is_described_by_its_own_fields() -> None:
    every = list(told())
    assert len(every) > 200
    assert not [(where, names ^ (seen or set())) for where, names, seen in every if names != seen]


def test_two_things_of_one_name_stand_apart() -> None:
    names = set(described()["components"]["schemas"])
    assert {"verbs.Decision", "credit.Decision"} <= names
    assert not {each for each in names if "." not in each}
