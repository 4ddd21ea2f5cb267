"""Version 1: what other programs may read and ask for, by the officer's own session."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.security import django_auth

from wuhua.api import problem
from wuhua.api.v1 import (
    afterloan,
    away,
    backing,
    calendar,
    cards,
    cases,
    classification,
    community,
    conduct,
    contests,
    contracts,
    corebreaks,
    corelink,
    credit_do,
    customerfile_do,
    duty,
    explained,
    exposure,
    grid,
    handovers,
    jobs,
    ledgers,
    linkage,
    market,
    papers,
    partners_do,
    quote,
    reads,
    reports,
    route,
    tiers,
    verbs,
    workday,
)

api = NinjaAPI(
    title="五化小微信贷",
    version="1",
    description="查询、还款计划试算、借据业务与复核、后台任务。用登录后的会话调用;出错时答复 RFC 9457 问题文档。",
    auth=django_auth,
    docs_url="/docs",
    openapi_url="/openapi.json",
)
problem.speak(api)
api.add_router("", quote.router)
api.add_router("", reads.router)
api.add_router("", explained.router)  # before the verbs, whose addresses end in any word
api.add_router("", papers.router)
api.add_router("", ledgers.router)
api.add_router("", verbs.router)
api.add_router("", classification.router)
api.add_router("", reports.router)
api.add_router("", calendar.router)
api.add_router("", jobs.router)
api.add_router("", corelink.router)
api.add_router("", corebreaks.router)
api.add_router("", handovers.router)
api.add_router("", grid.router)
api.add_router("", duty.router)
api.add_router("", away.router)
api.add_router("", credit_do.router)
api.add_router("", customerfile_do.router)
api.add_router("", linkage.router)
api.add_router("", route.router)
api.add_router("", market.router)
api.add_router("", partners_do.router)
api.add_router("", exposure.router)
api.add_router("", backing.router)
api.add_router("", cards.router)
api.add_router("", community.router)
api.add_router("", conduct.router)
api.add_router("", afterloan.router)
api.add_router("", contracts.router)
api.add_router("", contests.router)
api.add_router("", tiers.router)
api.add_router("", workday.router)
api.add_router("", cases.router)
