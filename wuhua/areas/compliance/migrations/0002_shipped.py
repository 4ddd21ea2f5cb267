"""The shipped parameters, purposes and fee codes. Later additions arrive through `actions.ensure_seeded`."""

from django.db import migrations

from wuhua.areas.compliance.rules import PurposeCategory, seeds


def ship(apps, _editor):
    RuleParameter = apps.get_model("compliance", "RuleParameter")
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
        for seed in seeds.PARAMETERS
    )
    Purpose = apps.get_model("compliance", "Purpose")
    Purpose.objects.bulk_create(
        Purpose(
            code=code,
            name=name,
            category=category.value,
            forbidden=category is PurposeCategory.FORBIDDEN,
            why=why,
            source=source,
        )
        for code, name, category, why, source in seeds.PURPOSES
    )
    FeeCode = apps.get_model("compliance", "FeeCode")
    FeeCode.objects.bulk_create(
        FeeCode(code=code, name=name, stance=stance.value, source=source) for code, name, stance, source in seeds.FEES
    )


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
