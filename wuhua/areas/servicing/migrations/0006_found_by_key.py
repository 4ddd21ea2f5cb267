"""`servicing_found` reads what it looks for by an index whatever the tables' size was when its plans were made: a plan is
kept for as long as a connection lives, and one made while nothing had been paid read every payment of the bank ever after.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("servicing", "0005_four_trips")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION servicing_found(text, date) SET enable_seqscan = off",
            "ALTER FUNCTION servicing_found(text, date) RESET enable_seqscan",
        ),
    ]
