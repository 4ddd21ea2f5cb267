"""Days of the conduct rules, the fees no borrower pays and the first four public notices, where a bank keeps none yet."""

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
        for seed in seeds.CONDUCT
        if (seed.code, seed.ruleset.value) not in known
    )
    FeeCode = apps.get_model("compliance", "FeeCode")
    fees = set(FeeCode.objects.values_list("code", flat=True))
    FeeCode.objects.bulk_create(
        FeeCode(code=code, name=name, stance=stance.value, source=source)
        for code, name, stance, source in seeds.FEES
        if code not in fees
    )
    Disclosure = apps.get_model("compliance", "Disclosure")
    shown = set(Disclosure.objects.values_list("topic", flat=True))
    Disclosure.objects.bulk_create(
        Disclosure(
            topic=topic.value,
            version=1,
            title=title,
            content=content,
            effective_from=seeds.ALWAYS,
            state="PUBLISHED",
            drafted_by="随系统出厂",
            drafted_on=seeds.ALWAYS,
            decided_by="出厂内容,待本行复核",
            decided_on=seeds.ALWAYS,
        )
        for topic, title, content in seeds.DISCLOSURES
        if topic.value not in shown
    )


class Migration(migrations.Migration):
    dependencies = [("compliance", "0010_conduct")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
