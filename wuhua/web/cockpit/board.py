"""What the cockpit shows, put together from the answers of reporting; words and order only, no figure is made here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.reporting import read as reporting
from wuhua.core.money import fen_of, yuan

# 扩面 and 增量: the figures of A1, and what stands in small beside them. 首贷户 is not counted yet and has no place here.
AXES = (
    (
        gettext_noop("扩面"),
        "coverage",
        (("BORROWERS", ("BORROWERS_INCREASE",)), ("FILING_RATE", ("SURVEYED", "FILED"))),
    ),
    (
        gettext_noop("增量"),
        "volume",
        (("BALANCE", ("GROWTH",)), ("NET_INCREASE", ()), ("DISBURSED", ())),
    ),
)

DIMENSIONS = {
    "team": ("TEAM", "users-group", gettext_noop("团队专业化")),
    "mechanism": ("MECHANISM", "settings-cog", gettext_noop("机制规范化")),
    "product": ("PRODUCT", "diamond", gettext_noop("产品特色化")),
    "service": ("SERVICE", "heart-handshake", gettext_noop("服务贴心化")),
    "risk": ("RISK", "shield-check", gettext_noop("风控常态化")),
}


def axes(day: date) -> tuple[list[dict[str, Any]], int]:
    """The two axes with their figures, and the working days left in the year."""
    head = reporting.headline(day)
    found = []
    for title, name, wanted in AXES:
        lines = {line["code"]: line for line in head[name]}
        figures = [
            {"line": lines[code], "beside": [lines[each] for each in beside if each in lines]}
            for code, beside in wanted
            if code in lines
        ]
        found.append({"title": _(title), "figures": figures, "task": lines.get("NET_INCREASE")})
    return found, head["workdays_left"]


def cards(day: date) -> list[dict[str, Any]]:
    """The five dimensions, each with its address and sign."""
    by_code = {card["code"]: card for card in reporting.five_scorecards(day)}
    return [
        {**by_code[code], "title": _(title), "slug": slug, "icon": icon}
        for slug, (code, icon, title) in DIMENSIONS.items()
    ]


def lights(day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """三个不低于 and 两增两控."""
    board = reporting.scoreboard(day)
    return list(board["three_not_lower"].values()), list(board["two_increases_two_controls"].values())


CHARTS = (
    ("balance", gettext_noop("小微贷款余额"), gettext_noop("亿元")),
    ("borrowers", gettext_noop("小微贷款户数"), gettext_noop("户")),
    ("quality", gettext_noop("不良率"), "%"),
    ("share", gettext_noop("各项贷款按规模占比"), "%"),
)


def charts() -> list[dict[str, str]]:
    """The four trends, by name, title and unit."""
    return [{"name": name, "title": _(title), "unit": _(unit)} for name, title, unit in CHARTS]


def trends(day: date) -> dict[str, Any]:
    """What the charts draw. Figures go as text, so no binary float is made on the way."""
    found = reporting.trends(day)
    days = found["days"]

    def chart(series: dict[str, list[Any]], **shape: bool) -> dict[str, Any]:
        drawn = [{"name": _(name), "data": [_plain(each) for each in data]} for name, data in series.items()]
        return {"days": days, "series": drawn, **shape}

    return {
        "left_out": found["left_out"],
        "balance": chart({gettext_noop("余额"): [_in_yi(each) for each in found["balance"]]}),
        "borrowers": chart({gettext_noop("户数"): found["borrowers"]}),
        "quality": chart(
            {gettext_noop("小微不良率"): found["npl_pct"], gettext_noop("各项不良率"): found["all_npl_pct"]},
            percent=True,
        ),
        "share": chart(
            {
                gettext_noop("小微"): found["small_share_pct"],
                gettext_noop("中型"): found["medium_share_pct"],
                gettext_noop("大型"): found["large_share_pct"],
                gettext_noop("其他"): _rest(found, "small_share_pct", "medium_share_pct", "large_share_pct"),
            },
            percent=True,
            stacked=True,
        ),
    }


def _plain(value: Any) -> Any:
    return None if value == "—" else value


def _in_yi(text: str) -> str:
    """亿元 with four decimals, cut from whole fen."""
    fen = fen_of(text)
    return f"{fen // 10**10}.{fen % 10**10 // 10**6:04d}"


def _rest(found: dict[str, Any], *names: str) -> list[str]:
    """What is left of a hundred percent."""
    columns = [[0 if each == "—" else fen_of(each) for each in found[name]] for name in names]
    return [yuan(max(0, 10_000 - sum(row))) for row in zip(*columns, strict=True)]


def empty_cards() -> list[dict[str, Any]]:
    """The five dimensions before the first sealed day."""
    return [
        {"title": _(title), "slug": slug, "icon": icon, "kpis": []} for slug, (_code, icon, title) in DIMENSIONS.items()
    ]


def links(slug: str, day: date | None) -> list[dict[str, str]]:
    """The pages that belong to a dimension."""
    at = f"?day={day.isoformat()}" if day else ""
    found = {
        "team": [
            (_("划区明责"), reverse("grid_duty")),
            (_("按机构、按客户经理"), reverse("drill", args=["net_increase"]) + at),
        ],
        "product": [
            (_("产品货架"), reverse("products")),
            (_("批量授信"), reverse("credit_tables")),
        ],
        "service": [
            (_("服务一屏"), reverse("service")),
            (_("金融生态图"), reverse("grid")),
            (_("网格看板"), reverse("grid_board")),
            (_("名单与走访"), reverse("lists")),
            (_("战略合作与联盟"), reverse("partners")),
            (_("按机构看户数"), reverse("drill", args=["borrowers"]) + at),
        ],
        "risk": [
            (_("客户风险"), reverse("risk_customers")),
            (_("合规经营"), reverse("conduct_notices")),
            (_("分类工作台"), reverse("classes")),
            (_("双逾清单"), reverse("arrears")),
            (_("贷款质量迁徙"), reverse("classes_migration")),
            (_("逾期借据"), reverse("book") + "?overdue=1"),
            (_("按机构看不良"), reverse("drill", args=["npl"]) + at),
        ],
    }
    return [{"title": title, "url": url} for title, url in found.get(slug, []) if day or "drill" not in url]
