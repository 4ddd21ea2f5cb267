"""Trouble as RFC 9457 problem documents: one shape for a refusal by name, a wrong parameter, a closed door, a fault."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wuhua.core.refuse import Refuse, Refused

MEDIA_TYPE = "application/problem+json"


class Problem(Schema):
    """RFC 9457, with the refusal's name, what to do next, and the field at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    name: str = ""
    next_step: str = ""
    field: str | None = None
    errors: list[dict[str, Any]] = []


def answer(status: int, title: str = "", **more: Any) -> HttpResponse:
    """The document, as an answer."""
    document = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status, **more}
    return HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def of(refused: Refused, status: int = 409) -> HttpResponse:
    """A refusal: its name is the type, its reason the detail."""
    words = refused.as_dict()
    name = words["name"]
    more = {"field": words["field"]} if "field" in words else {}
    return answer(
        status,
        name,
        type=f"urn:wuhua:refusal:{name}",
        name=name,
        detail=words["reason"],
        next_step=words["next_step"],
        **more,
    )


def speak(api: NinjaAPI) -> None:
    """Teach an API to say everything it cannot do in this one shape."""

    @api.exception_handler(Refuse)
    def _refuse(request: HttpRequest, no: Refuse) -> HttpResponse:
        return of(no.refused)

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        return answer(401, detail="请先登录。", next_step="打开 /login 登录后再调用。")

    @api.exception_handler(ValidationError)
    def _wrong(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        errors = [{"field": ".".join(map(str, e["loc"])), "reason": e["msg"]} for e in fault.errors]
        return answer(422, detail="参数不合要求。", next_step="请按 /api/v1/docs 的说明改正后再调用。", errors=errors)

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return answer(fault.status_code, detail=str(fault))
