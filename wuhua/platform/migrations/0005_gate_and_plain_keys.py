"""`platform_gate`: a verb on a note enters the gate and is told, by a statement of its own behind the lock, what holds inside.

Keys of requests are looked up whole; the second index Django adds to a text for searches by its beginning is dropped: a
random page written for every payment, and read by nobody.
"""

from django.db import migrations

GATE = """
CREATE FUNCTION platform_gate(door bigint, before date, OUT sealed boolean, OUT online date) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(door);
    -- Only now: the date may have turned while we waited.
    SELECT EXISTS (SELECT FROM platform_sealedday d WHERE d.day = before), (SELECT b.online FROM platform_businessday b)
    INTO sealed, online;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0004_shard_parts")]

    operations = [
        migrations.RunSQL(GATE, "DROP FUNCTION platform_gate"),
        migrations.RunSQL(
            "DROP INDEX platform_once_key_80b6ccc3_like",
            "CREATE INDEX platform_once_key_80b6ccc3_like ON platform_once (key text_pattern_ops)",
        ),
    ]
