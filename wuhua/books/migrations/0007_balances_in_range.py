"""The balance check of new lines reads the heads of their own entries, whatever the size of the table was when its plan was
made: a plan is kept for as long as a connection lives, and one made when few entries stood read every head ever after.
"""

import pgtrigger.compiler
import pgtrigger.migrations
import wuhua.platform.append_only
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0006_post_one_entry'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='line',
            name='entry_balances',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='line',
            trigger=pgtrigger.compiler.Trigger(name='entry_balances', sql=wuhua.platform.append_only.PromiseSql(declare='DECLARE broken record; first bigint; last bigint;', func="\n    SELECT min(entry_id), max(entry_id) INTO first, last FROM added;\n    SELECT e.entry_id, e.debits, e.credits, e.memo, e.n, e.lo, e.hi, b.line_count, b.total, b.key INTO broken\n    FROM (\n        SELECT entry_id, count(*) AS n, min(seq) AS lo, max(seq) AS hi,\n               sum(amount) FILTER (WHERE side = 'D') AS debits, sum(amount) FILTER (WHERE side = 'C') AS credits,\n               coalesce(sum(CASE side WHEN 'D' THEN amount ELSE -amount END) FILTER (WHERE account >= 7000), 0) AS memo\n        FROM added GROUP BY entry_id\n    ) e LEFT JOIN books_entry b ON b.id = e.entry_id AND b.id BETWEEN first AND last\n    WHERE b.id IS NULL OR e.debits IS DISTINCT FROM e.credits OR e.memo <> 0\n       OR e.lo <> 1 OR e.hi <> e.n OR b.line_count <> e.n OR b.total <> e.debits\n    ORDER BY e.entry_id LIMIT 1;\n    IF FOUND THEN\n        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_balances',\n            TABLE = 'books_line', MESSAGE = format('分录不平或不完整(entry_balances):entry %s %s, debits %s, credits %s, '\n                'off balance sheet %s, lines %s numbered %s to %s, announced lines %s total %s', broken.entry_id,\n                broken.key, broken.debits, broken.credits, broken.memo, broken.n, broken.lo, broken.hi,\n                broken.line_count, broken.total);\n    END IF;\n    RETURN NULL;\n", hash='25fe4bf9d77a115b7081ba602d82f5c74db9035e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_entry_balances_1cacc', referencing='REFERENCING NEW TABLE AS added ', table='books_line', when='AFTER')),
        ),
        migrations.RunSQL(
            "ALTER FUNCTION pgtrigger_entry_balances_1cacc() SET enable_seqscan = off",
            "ALTER FUNCTION pgtrigger_entry_balances_1cacc() RESET enable_seqscan",
        ),
    ]
