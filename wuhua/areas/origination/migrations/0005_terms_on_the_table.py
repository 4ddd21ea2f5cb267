"""What the committee votes on lies on its table from the call: amount, months, rate and conditions, fixed like the rest of it.

A vote called before says the lower of limit and request, as its count would have.
"""

import pgtrigger.compiler
import pgtrigger.migrations
import wuhua.platform.append_only
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('origination', '0004_payment_orders'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='votecall',
            name='fixed_columns',
        ),
        migrations.AddField(
            model_name='votecall',
            name='amount',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='votecall',
            name='conditions',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='votecall',
            name='months',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='votecall',
            name='rate',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='votecall',
            name='rate_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.RunSQL(
            "UPDATE origination_votecall v SET amount = LEAST(coalesce(c.\"limit\", c.amount), c.amount), months = c.months"
            " FROM origination_case c WHERE c.application_id = v.case_id AND v.amount IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("votecall", "amount", models.BigIntegerField()),
        migrations.AlterField("votecall", "months", models.SmallIntegerField()),
        pgtrigger.migrations.AddTrigger(
            model_name='votecall',
            trigger=pgtrigger.compiler.Trigger(name='fixed_columns', sql=wuhua.platform.append_only.PromiseSql(condition='WHEN (OLD."case_id" IS DISTINCT FROM NEW."case_id" OR OLD."turn" IS DISTINCT FROM NEW."turn" OR OLD."members" IS DISTINCT FROM NEW."members" OR OLD."amount" IS DISTINCT FROM NEW."amount" OR OLD."months" IS DISTINCT FROM NEW."months" OR OLD."rate" IS DISTINCT FROM NEW."rate" OR OLD."rate_reason" IS DISTINCT FROM NEW."rate_reason" OR OLD."conditions" IS DISTINCT FROM NEW."conditions" OR OLD."called_by" IS DISTINCT FROM NEW."called_by" OR OLD."called_on" IS DISTINCT FROM NEW."called_on")', func="RAISE EXCEPTION USING MESSAGE = '上会记录不能删改(fixed_columns)', CONSTRAINT = 'fixed_columns', TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';", hash='6a3976e80904c06458bfd8d5020b725f1dc775c1', operation='UPDATE', pgid='pgtrigger_fixed_columns_25ec0', table='origination_votecall', when='BEFORE')),
        ),
    ]
