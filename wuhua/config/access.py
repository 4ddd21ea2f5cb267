"""The access matrix in one place: every address of pages and API, who passes its door, and whose records stand behind it.

`access.csv` holds a row for each (kind, method, address). `DOORS` says which posts a door lets through; everybody else gets
403 (without an account: the sign-in). Behind the door `whose` says what another's number answers: under OWN exactly what a
number answers that does not exist. Which verbs a post may use behind its door is said by the rules of the verb's room;
`verbs.csv` writes down for every verb of the API which posts get past it, and a test asks in every post.

    python -m wuhua.config.access          writes docs/ACCESS.md and names the addresses without a row

A house test fails for an address without a row and for a row without an address.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wuhua.areas.people.rules import ROLE_NAMES, Role

TABLE = Path(__file__).with_name("access.csv")
VERBS = Path(__file__).with_name("verbs.csv")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "ACCESS.md"
EVERYBODY = frozenset(Role)
OFFICERS = EVERYBODY - {Role.ADMIN}

_FRONT = {Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD}
_WATCH = {Role.RISK, Role.COMPLIANCE, Role.AUDIT}

DOORS: Mapping[str, frozenset[Role] | None] = {
    "ANYONE": None,
    "CUSTOMER": None,
    "ACCOUNT": EVERYBODY,
    "STAFF": EVERYBODY,
    "OFFICERS": OFFICERS,
    "SIGHT": OFFICERS - {Role.STATISTICS, Role.HR_DISCIPLINE},
    "ASKING": frozenset(_FRONT),
    "SECOND_PAIR": frozenset(
        {*_FRONT, Role.EXECUTIVE, Role.APPROVER, Role.COMMITTEE, Role.DISB_AUDITOR, Role.RISK, Role.ACCOUNTANT, Role.POST_LOAN}
    ),
    "REPRICING": frozenset({Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.APPROVER, Role.COMMITTEE, Role.RISK}),
    "BATCHES": frozenset(
        {Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE, Role.EXECUTIVE, Role.REVIEWER, Role.APPROVER, Role.COMMITTEE, *_WATCH}
    ),
    "REVIEW": frozenset(
        {Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.REVIEWER, Role.APPROVER, Role.COMMITTEE,
         Role.DISB_AUDITOR, *_WATCH}
    ),
    "EXCEPTIONS": frozenset({Role.EXECUTIVE, Role.APPROVER, *_WATCH}),
    "REFUSALS": frozenset({Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.EXECUTIVE, *_WATCH}),
    "VOTES": frozenset({Role.EXECUTIVE, Role.APPROVER, Role.COMMITTEE, *_WATCH}),
    "CONDUCTING": frozenset({Role.EXECUTIVE, Role.APPROVER, Role.COMMITTEE, Role.RISK}),
    "CORE": frozenset({Role.EXECUTIVE, Role.DISB_AUDITOR, Role.RISK, Role.ACCOUNTANT, Role.AUDIT}),
    "CORE_PAYING": frozenset({Role.DISB_AUDITOR, Role.ACCOUNTANT}),
    "BOOKKEEPING": frozenset({Role.ACCOUNTANT}),
    "CONDUCT": frozenset({Role.EXECUTIVE, Role.COMPLIANCE, Role.HR_DISCIPLINE, Role.AUDIT}),
    "STAFF_RISK": frozenset({Role.EXECUTIVE, Role.COMPLIANCE, Role.HR_DISCIPLINE}),
    "TRAIL": frozenset({Role.EXECUTIVE, *_WATCH}),
    "LOOKS": frozenset({Role.COMPLIANCE, Role.AUDIT}),
    "WORKTIME": frozenset({Role.EXECUTIVE, Role.ADMIN}),
    "CONTESTS": frozenset({*_FRONT, Role.MIDDLE, Role.EXECUTIVE, Role.STATISTICS, Role.HR_DISCIPLINE, Role.AUDIT}),
}  # fmt: skip
"""Posts that pass, by the code of the door; None where no account of staff is asked for."""

DOOR_WORDS: Mapping[str, str] = {
    "ANYONE": "不用登录",
    "CUSTOMER": "客户本人的手机会话",
    "ACCOUNT": "任何登录账号,没有岗位的也算",
    "STAFF": "全部岗位",
    "OFFICERS": "系统管理以外的全部岗位",
    "SIGHT": "看得见客户的岗位",
    "TRAIL": "查看留痕的岗位",
    "ASKING": "受理业务的岗位",
    "SECOND_PAIR": "经办与复核的岗位",
    "REPRICING": "调价的岗位",
    "BATCHES": "批量授信的岗位",
    "REVIEW": "审查审批的岗位",
    "EXCEPTIONS": "审核例外的岗位",
    "REFUSALS": "复核否决的岗位",
    "VOTES": "审贷会",
    "CONDUCTING": "主持审贷会的岗位",
    "CORE": "对接核心的岗位",
    "CORE_PAYING": "放款移交的岗位",
    "BOOKKEEPING": "出账会计",
    "CONDUCT": "合规监督的岗位",
    "STAFF_RISK": "员工风险监督的岗位",
    "LOOKS": "查看未脱敏留痕的岗位",
    "WORKTIME": "定时限口径、录工作日历的岗位",
    "CONTESTS": "看竞赛名次的岗位",
}
WHOSE_WORDS: Mapping[str, str] = {
    "NONE": "没有个人记录",
    "BANK": "全行汇总,不含个人记录",
    "OWN": "本人权限内的记录;他人的与不存在的答复相同",
    "SELF": "本人的记录",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One address of the matrix."""

    kind: str
    method: str
    address: str
    name: str
    door: str
    whose: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one."""
        return self.kind, self.method, self.address

    def passes(self, role: Role) -> bool:
        """Whether the post passes the door."""
        posts = DOORS[self.door]
        return posts is None or role in posts


@cache
def rows() -> tuple[Row, ...]:
    """The whole matrix."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Row(**line) for line in csv.DictReader(file))


@cache
def verbs() -> Mapping[tuple[str, str], frozenset[Role]]:
    """(method, address with its verb in it) -> posts that are not told it is not for them, the number being nobody's."""
    with VERBS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {(x["method"], x["address"]): _posts(x["posts"]) for x in lines}


def _posts(said: str) -> frozenset[Role]:
    """The posts of a line: the code of a door, or themselves."""
    return DOORS.get(said) or frozenset(map(Role, said.split()))


def addresses() -> Iterator[tuple[str, str, str, str]]:
    """(kind, method, address, name) of everything that can be asked for: pages by the resolver, the API by its operations."""
    from django.urls import get_resolver

    from wuhua.api.v1.root import api

    for address, name, view in _walk(get_resolver().url_patterns, "/"):
        if not address.startswith("/api/"):
            for method in sorted(methods_of(view)):
                yield "PAGE", method, address, name
    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield "API", method, f"/api/v1{re.sub(r'{[a-z]+:', '{', address)}", operation.operation_id or ""


def _walk(patterns: Iterable[Any], before: str) -> Iterator[tuple[str, str, Any]]:
    for each in patterns:
        address = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _walk(each.url_patterns, address)
        else:
            yield address, each.name or "", each.callback


def methods_of(view: Any) -> set[str]:
    """GET or POST or both, as the view's `require_…` says; both where it says nothing."""
    found: set[str] = set()
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and all(isinstance(x, str) and x.isupper() for x in held):
                found |= set(held) & {"GET", "POST"}
        view = getattr(view, "__wrapped__", None)
    return found or {"GET", "POST"}


def page() -> str:
    """The text of docs/ACCESS.md."""
    parts = [_HEAD, "## 谁能进门", "", "| 代码 | 说明 | 岗位 |", "| --- | --- | --- |"]
    for code, posts in DOORS.items():
        named = "——" if posts is None else "、".join(ROLE_NAMES[role] for role in Role if role in posts)
        parts.append(f"| `{code}` | {DOOR_WORDS[code]} | {named} |")
    parts += ["", "## 门后是谁的记录", "", "| 代码 | 说明 |", "| --- | --- |"]
    parts += [f"| `{code}` | {words} |" for code, words in WHOSE_WORDS.items()]
    for kind, title in (("PAGE", "页面"), ("API", "接口")):
        parts += ["", f"## {title}", "", "| 地址 | 方法 | 进门 | 记录 |", "| --- | --- | --- | --- |"]
        parts += [f"| `{x.address}` | {x.method} | `{x.door}` | `{x.whose}` |" for x in rows() if x.kind == kind]
    parts += ["", "## 接口动词", "", "编号不存在时不以岗位为由拒绝的岗位;其余岗位一律 403 或 404,什么也不写。", ""]
    parts += ["| 地址 | 方法 | 岗位 |", "| --- | --- | --- |"]
    parts += [f"| `{address}` | {method} | {_named(posts)} |" for (method, address), posts in verbs().items()]
    return "\n".join([*parts, ""])


def _named(posts: frozenset[Role]) -> str:
    """The posts in words; almost everybody is said by who is not among them."""
    left = [role for role in Role if role not in posts]
    if len(left) <= 2:
        return "全部岗位" + (f",{'、'.join(ROLE_NAMES[role] for role in left)}除外" if left else "")
    return "、".join(ROLE_NAMES[role] for role in Role if role in posts)


_HEAD = """# 访问矩阵

本页由程序从 `wuhua/config/access.csv` 生成(`python -m wuhua.config.access`),测试保证它与程序一致,也保证每个地址都在表里。

不能进门的岗位得到 403,没有登录的转到登录页(接口 401)。门后能办哪些事,由各业务规则按岗位指名拒绝。
"""


if __name__ == "__main__":
    import django

    PAGE.write_text(page(), encoding="utf-8")
    django.setup()
    known = {each.key for each in rows()}
    for kind, method, address, name in addresses():
        if (kind, method, address) not in known:
            sys.stdout.write(f"{kind},{method},{address},{name if kind == 'PAGE' else ''},?,?\n")
