"""The rest of what the registry, the tax, power and wage offices and the credit system tell (domain 5.1)."""

from django.db import migrations, models


def _text(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(model, name, models.TextField(blank=True, db_default="", default=""))


def _null(model: str, name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("customer", "0004_portal_and_complaints")]

    operations = [
        *(
            _text("registryrecord", name)
            for name in ("registration", "company_type", "scope", "shareholders", "changes")
        ),
        _null("taxrecord", "last_declared", models.DateField(null=True)),
        _null("taxrecord", "invoiced", models.BigIntegerField(null=True)),
        _null("taxrecord", "invoice_months", models.IntegerField(null=True)),
        _null("taxrecord", "consent_until", models.DateField(null=True)),
        _text("powerrecord", "category"),
        _null("powerrecord", "capacity", models.IntegerField(null=True)),
        _null("wagerecord", "base", models.BigIntegerField(null=True)),
        _null("wagerecord", "arrears", models.BigIntegerField(null=True)),
        _text("creditreport", "kinds"),
    ]
