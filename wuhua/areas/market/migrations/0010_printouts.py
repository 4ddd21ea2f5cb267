"""Papers of the county's work, each time counted."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import wuhua.platform.append_only


class Migration(migrations.Migration):
    """One append-only table."""

    dependencies = [("market", "0009_tier_source")]

    operations = [
        migrations.CreateModel(
            name="CountyPrintout",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("paper", models.TextField(choices=[("HOUSEHOLD_CARD", "HOUSEHOLD_CARD"), ("PREAPPROVAL_LETTER", "PREAPPROVAL_LETTER"), ("COMMUNITY_INFO", "COMMUNITY_INFO"), ("HANDOVER_LIST", "HANDOVER_LIST")])),
                ("kind", models.TextField(choices=[("PDF", "PDF"), ("WORD", "WORD")])),
                ("subject", models.TextField()),
                ("copy", models.IntegerField()),
                ("digest", models.TextField()),
                ("actor", models.TextField()),
                ("business_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("paper", "subject", "copy"), name="one_copy_of_a_county_paper"), models.CheckConstraint(condition=models.Q(("copy__gte", 1)), name="county_copies_count_from_one")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countyprintout",
            trigger=pgtrigger.compiler.Trigger(name="append_only", sql=wuhua.platform.append_only.PromiseSql(func="RAISE EXCEPTION USING MESSAGE = '打印登记只增不改(append_only)', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';", hash="4a1d8fb1a57a209ac8486c5170bcf9708e7ae6bb", level="STATEMENT", operation="UPDATE OR DELETE OR TRUNCATE", pgid="pgtrigger_append_only_2d8ad", table="market_countyprintout", when="BEFORE")),
        ),
    ]
