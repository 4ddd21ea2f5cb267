"""Room on the pages of notes, and no index that nobody reads.

A bill, a repayment and a day end rewrite the note's row. Where its page has room the new row stays beside the old one and
none of the note's indexes is written; on full pages a tenth of the rewritten notes moved, each to eight new places.

Numbers of notes are looked up whole, never by their beginning. Few events take another back: the promise that none is taken
back twice needs only those in its index, not every draw and repayment of the bank as an empty place.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("servicing", "0006_found_by_key")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE servicing_loannote SET (fillfactor = 90)",
            "ALTER TABLE servicing_loannote RESET (fillfactor)",
        ),
        migrations.RunSQL(
            "DROP INDEX servicing_loannote_number_25a5b34f_like",
            "CREATE INDEX servicing_loannote_number_25a5b34f_like ON servicing_loannote (number text_pattern_ops)",
        ),
        migrations.RunSQL(
            "ALTER TABLE servicing_noteevent DROP CONSTRAINT servicing_noteevent_reverses_key;"
            "CREATE UNIQUE INDEX servicing_noteevent_reverses_key ON servicing_noteevent (reverses)"
            " WHERE reverses IS NOT NULL",
            "DROP INDEX servicing_noteevent_reverses_key;"
            "ALTER TABLE servicing_noteevent ADD CONSTRAINT servicing_noteevent_reverses_key UNIQUE (reverses)",
        ),
    ]
