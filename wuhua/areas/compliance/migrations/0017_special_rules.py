"""Seasons by part, products bound by a lease, the trade cycle (A52, A54, A55), where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds


def ship(apps, _editor):
    RuleParameter = apps.get_model("compliance", "RuleParameter")
    known = set(RuleParameter.objects.values_list("code", "ruleset"))
    RuleParameter.objects.bulk_create(
        RuleParameter(
            code=seed.code,
            ruleset=seed.ruleset.value,
            value=seed.value,
            unit=seed.unit,
            effective_from=seed.start,
            effective_to=seed.end,
            source=seed.source,
            approved_by="随系统出厂",
        )
        for seed in seeds.SPECIAL
        if (seed.code, seed.ruleset.value) not in known
    )


class Migration(migrations.Migration):
    dependencies = [("compliance", "0016_hand_over")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
