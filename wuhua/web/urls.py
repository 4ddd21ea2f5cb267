"""The addresses of the desk, a list for each folder."""

from django.urls import include, path

urlpatterns = [
    path("", include("wuhua.web.desk.urls")),
    path("", include("wuhua.web.cockpit.urls")),
    path("", include("wuhua.web.servicing.urls")),
    path("", include("wuhua.web.customer.urls")),
    path("", include("wuhua.web.linkage.urls")),
    path("", include("wuhua.web.calendar.urls")),
    path("", include("wuhua.web.workday.urls")),
    path("", include("wuhua.web.market.urls")),
    path("", include("wuhua.web.grid.urls")),
    path("", include("wuhua.web.breakthroughs.urls")),
    path("", include("wuhua.web.community.urls")),
    path("", include("wuhua.web.tiers.urls")),
    path("", include("wuhua.web.partners.urls")),
    path("", include("wuhua.web.conduct.urls")),
    path("", include("wuhua.web.risk.urls")),
    path("", include("wuhua.web.service.urls")),
    path("", include("wuhua.web.field.urls")),
    path("", include("wuhua.web.papers.urls")),
    path("", include("wuhua.web.ledgers.urls")),
    path("", include("wuhua.web.classification.urls")),
    path("", include("wuhua.web.credit.urls")),
    path("", include("wuhua.web.product.urls")),
    path("", include("wuhua.web.dayend.urls")),
    path("", include("wuhua.web.jobs.urls")),
    path("", include("wuhua.web.reports.urls")),
    path("", include("wuhua.web.intake.urls")),
    path("", include("wuhua.web.corelink.urls")),
    path("", include("wuhua.web.portal.urls")),
]
