"""`platform_keep` looks its row up by the key of the table whatever the table's size was when the plan was made: a plan is
kept for as long as a connection lives, and one made when few requests had been kept read the whole table ever after.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_calls")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION platform_keep(text, jsonb, boolean) SET enable_seqscan = off",
            "ALTER FUNCTION platform_keep(text, jsonb, boolean) RESET enable_seqscan",
        ),
    ]
