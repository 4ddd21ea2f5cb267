"""Questions to market: what the scoreboard counts, in a year up to a day. Parties are counted once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from wuhua.areas.market.models import Agreement, CustomerFile, Survey, Target
from wuhua.areas.market.rules import BANK, AgreementKind, PartyKind

_HERE = ZoneInfo("Asia/Shanghai")
_LOCATED = Q(longitude__isnull=False, latitude__isnull=False)


def party_key(prefix: str = "") -> Coalesce:
    """What tells two parties apart: the credit code, else the name."""
    code = NullIf(F(f"{prefix}credit_code"), Value(""), output_field=TextField())
    return Coalesce(code, F(f"{prefix}party_name"), output_field=TextField())


def _visited(on: date) -> QuerySet[Survey]:
    start = datetime(on.year, 1, 1, tzinfo=_HERE)
    end = datetime(on.year, on.month, on.day, tzinfo=_HERE) + timedelta(days=1)
    return Survey.objects.filter(visited__gte=start, visited__lt=end)


def _by_kind(rows: QuerySet, party: Coalesce) -> dict[PartyKind, int]:
    found = rows.values("party_kind").annotate(parties=Count(party, distinct=True)).values_list("party_kind", "parties")
    return {**dict.fromkeys(PartyKind, 0), **{PartyKind(kind): parties for kind, parties in found}}


def surveyed(on: date) -> dict[PartyKind, int]:
    """摸底 (A72): parties visited from the first of January to `on`."""
    return _by_kind(_visited(on), party_key())


def filed(on: date, complete_pct: int) -> dict[PartyKind, int]:
    """建档 (A73): parties whose file of this year is complete enough and rests on a located visit."""
    rows = CustomerFile.objects.filter(filed__gte=date(on.year, 1, 1), filed__lte=on).filter(
        survey__longitude__isnull=False,
        survey__latitude__isnull=False,
    )
    rows = rows.annotate(have=F("filled") * 100, need=F("mandatory") * complete_pct).filter(have__gte=F("need"))
    return _by_kind(rows, party_key("survey__"))


def visits_by_rm(on: date) -> dict[str, int]:
    """Visits of the year by the member of staff who made them."""
    return dict(_visited(on).values_list("rm_id").annotate(visits=Count("pk")))


def located_share(on: date) -> tuple[int, int]:
    """How many of the year's visits have a place on the map, and how many there were."""
    rows = _visited(on)
    return rows.filter(_LOCATED).count(), rows.count()


def agreements(on: date) -> dict[AgreementKind, int]:
    """战略合作协议 (A79) in force on the day, by kind."""
    rows = Agreement.objects.filter(_not_ended(on), signed__lte=on, expires__gte=on)
    found = dict(rows.values_list("kind").annotate(n=Count("pk")))
    return {kind: found.get(kind.value, 0) for kind in AgreementKind}


def _not_ended(on: date) -> Q:
    return Q(ended__isnull=True) | Q(ended__gt=on)


def expiring(on: date, warn_days: int) -> list[Agreement]:
    """Agreements that end within so many days, soonest first."""
    rows = Agreement.objects.filter(_not_ended(on)).select_related("executive", "contact").order_by("expires")
    return list(rows.filter(expires__gte=on, expires__lte=on + timedelta(days=warn_days)))


def target(year: int, measure: str, scope: str = BANK) -> str | None:
    """The year's task for a measure as the bank wrote it; None when it set none."""
    return Target.objects.filter(year=year, measure=measure, scope=scope).values_list("value", flat=True).first()


def targets(year: int, scope: str = BANK) -> dict[str, str]:
    """Every task of a scope in a year, by measure."""
    return dict(Target.objects.filter(year=year, scope=scope).values_list("measure", "value"))
