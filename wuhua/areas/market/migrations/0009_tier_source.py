"""Where a line of a batch has its tier from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; lines written before say nothing."""

    dependencies = [("market", "0008_tiers")]

    operations = [
        migrations.AddField(
            model_name="batchline",
            name="tier_source",
            field=models.TextField(
                blank=True,
                choices=[("FROM_LIST", "FROM_LIST"), ("FROM_RUN", "FROM_RUN"), ("NOT_SORTED", "NOT_SORTED")],
                db_default="",
                default="",
            ),
        ),
    ]
