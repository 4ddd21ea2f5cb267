"""How a migration ships the values a bank starts with: those of its seeds that the bank does not keep yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wuhua.areas.compliance.rules.seeds import Seed

APPROVED = "随系统出厂"


def ship(seeds: Iterable[Seed]) -> Callable[[Any, Any], None]:
    """For `RunPython`: every seed whose code and rule set are not on record becomes a row; what is there is left alone."""
    wanted = tuple(seeds)

    def run(apps: Any, _editor: Any) -> None:
        rows = apps.get_model("compliance", "RuleParameter")
        known = set(rows.objects.values_list("code", "ruleset"))
        rows.objects.bulk_create(
            rows(
                code=seed.code, ruleset=seed.ruleset.value, value=seed.value, unit=seed.unit, effective_from=seed.start,
                effective_to=seed.end, source=seed.source, approved_by=APPROVED,
            )
            for seed in wanted
            if (seed.code, seed.ruleset.value) not in known
        )  # fmt: skip

    return run
