"""What was found out about a case, as rows of its papers: sales, site sheet, checklists, limit, recomputed figures, the audit."""

from __future__ import annotations

from typing import Any

from wuhua.areas.origination.models import Case
from wuhua.areas.origination.printouts import facts
from wuhua.areas.origination.printouts.names import ANSWERS, SIDES, VERDICTS
from wuhua.areas.origination.read import contracts, standards
from wuhua.areas.origination.rules import EstimateMethod, ReviewKind, Stage
from wuhua.areas.origination.rules.evidence import SheetLine, SheetSide, sheet
from wuhua.areas.origination.rules.words import METHOD_NAMES
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

Rows = list[dict[str, str]]


def estimates(case: Case) -> tuple[Rows, str]:
    """Each road to the year's sales, the newest of a method, and what they come to."""
    newest = {each.method: each for each in case.estimates.order_by("id")}
    named = facts.names(each.actor for each in newest.values())
    rows = [
        {
            "method": METHOD_NAMES[EstimateMethod(each.method)],
            "sales": grouped(each.sales),
            "basis": each.basis,
            "who": facts.person(each.actor, named),
        }
        for each in newest.values()
    ]
    words = f"采信年销售额 {grouped(case.sales or 0)} 元({len(rows)} 种方法中较低者)。"
    return rows, f"{words}相差原因:{case.apart_reason}" if case.apart_reason else words


def site(case: Case) -> tuple[Rows, str]:
    """The newest sheet built on site, and its sums."""
    last = case.site_lines.order_by("-sheet").values_list("sheet", flat=True).first()
    lines = list(case.site_lines.filter(sheet=last).order_by("id")) if last else []
    rows = [{"side": SIDES[each.side], "name": each.name, "amount": grouped(each.amount)} for each in lines]
    summed = sheet(SheetLine(SheetSide(each.side), each.name, each.amount) for each in lines)
    if isinstance(summed, Refused):
        return rows, "未编制现场报表。"
    pct = "——" if summed.debt_pct is None else f"{summed.debt_pct}%"
    return rows, (
        f"资产 {grouped(summed.assets)} 元,负债 {grouped(summed.debts)} 元,净资产 {grouped(summed.own)} 元,"
        f"资产负债率 {pct};月净现金流 {grouped(summed.monthly_left)} 元。"
    )


def checks(case: Case, stage: Stage) -> Rows:
    """Every line of the checklist the case is held to, with the newest answer and its evidence."""
    answered = case.items.filter(stage=stage).order_by("id")
    if stage is not Stage.PRE3:
        answered = answered.filter(turn=case.turn)
    newest = {each.item: each for each in answered}
    named = facts.names(each.actor for each in newest.values())
    rows = []
    for item in standards.items(case, stage):
        said = newest.get(item.code)
        rows.append(
            {
                "title": item.title,
                "answer": ANSWERS[said.answer] + ("(准予)" if said.waived else "") if said else "未核查",
                "evidence": said.evidence if said else "",
                "words": said.words if said else "",
                "who": facts.person(said.actor, named) if said else "",
            }
        )
    return rows


def limit_words(case: Case) -> str:
    """How the limit came about, so that the customer can be told why."""
    offer = dict(case.limit_basis or {}).get("offer", {})
    words = f"核定额度 {grouped(case.limit or 0)} 元。"
    if "formula" not in offer:
        return f"{words}公式不能核定:{offer.get('reason', '')}" if offer else words
    reasons = ";".join(offer.get("reasons", ()))
    return f"{words}公式结果 {grouped(int(offer['formula']))} 元,{reasons}。规则版本 {offer.get('rule_version', '')}。"


_FIGURES = {
    "black": "黑名单",
    "ties": "员工关联",
    "klass": "五级分类",
    "overdue_days": "逾期天数",
    "stops": "不得通过的情形",
}
_KLASSES = {
    "NONE": "无", "NORMAL": "正常", "WATCH": "关注", "SUBSTANDARD": "次级", "DOUBTFUL": "可疑", "LOSS": "损失"
}  # fmt: skip


def recomputed(figures: dict[str, Any]) -> Rows:
    """What the machine found at the review, in words."""
    rows: Rows = []
    offer, price, room = (figures.get(name) or {} for name in ("offer", "price", "room"))
    if "limit" in offer:
        rows.append({"name": "重算额度", "value": f"{grouped(int(offer['limit']))} 元"})
    if "amount" in room:
        rows.append({"name": "集中度余量", "value": f"{grouped(int(room['amount']))} 元"})
    if "rate" in price:
        rows.append({"name": "重算年利率", "value": f"{Rate(int(price['rate'])).pct()}%"})
    if figures.get("sales"):
        rows.append({"name": "采信年销售额", "value": f"{grouped(int(figures['sales']))} 元"})
    if "apart" in figures:
        rows.append({"name": "合同与批复", "value": "、".join(figures["apart"]) or "各项一致"})
        rows.append({"name": "合同文本摘要", "value": str(figures.get("digest", ""))})
    for name, title in _FIGURES.items():
        if name in figures:
            value = figures[name]
            value = "、".join(value) if isinstance(value, list) else _KLASSES.get(str(value), str(value))
            rows.append({"name": title, "value": value or facts.NOTHING})
    return rows


def audit_rows(case: Case) -> Rows:
    """What is looked at before the money, and how it stands by the case's own rows."""
    reviews = {each.kind: each for each in case.reviews.filter(turn=case.turn)}
    decision, told = contracts.decision_of(case), contracts.compared(case)
    lines: list[tuple[str, str, bool]] = []
    for kind, title in ((ReviewKind.IND, "指标审查"), (ReviewKind.RSK, "风险审查"), (ReviewKind.CTR, "合同审查")):
        done = reviews.get(kind)
        met = "" if done is None or done.verdict != "CONDITION" else ",条件已落实" if done.met_on else ",条件未落实"
        words = f"{VERDICTS[done.verdict]}{met}" if done else "未审查"
        lines.append((title, words, bool(done and done.verdict != "FAILED" and "未落实" not in met)))
    lines.append(("批复", f"{decision.mandate},{decision.decided_on}" if decision else "无", decision is not None))
    lines.append(("合同与批复一致、已签署", str(told["stops"]) or "一致", not told["stops"]))
    paid = "受托支付" if case.payout != "SELF" else "自主支付"
    lines.append(("支付方式", f"{paid} {case.payee}".strip(), case.payout == "SELF" or bool(case.payee)))
    lines.append(("结算账户", case.account or "未登记", bool(case.account)))
    return [
        {"n": str(n), "title": title, "found": words, "ok": "是" if ok else "否"}
        for n, (title, words, ok) in enumerate(lines, 1)
    ]
