"""Trial calculation over HTTP: the same lines and the same answers as `wuhua quote`. Nothing is written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.core import quote as desk
from wuhua.core.refuse import Refuse

router = Router(tags=["试算"])

BODY = {
    "requestBody": {
        "required": True,
        "description": "试算行的 JSON 列表,各列见命令 quote 的说明;金额和利率用文本或数字。",
        "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}},
    }
}


@router.post(
    "/quote",
    response={200: list[dict[str, Any]], **dict.fromkeys((401, 403, 413, 422), problem.Problem)},
    openapi_extra=BODY,
    summary="还款计划试算,一行有误不影响其他各行",
)
def quote(request: HttpRequest) -> Any:
    """Plans, or refusals by name, in the order of the lines."""
    try:
        lines = desk.read(request.body, csv_wanted=False)
    except RequestDataTooBig as fault:
        raise HttpError(413, "一次试算的数据太多,请分批,或用 wuhua quote 命令。") from fault
    except Refuse as no:
        return problem.of(no.refused, 422)
    return list(desk.answers(lines))
