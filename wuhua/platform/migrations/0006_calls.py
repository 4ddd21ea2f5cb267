"""What a verb of the counter asks of the platform, as functions: a trip (`platform.trip.ask`) is then one statement, and the
plans inside are kept between calls.
"""

from django.db import migrations

CLAIM = """
CREATE FUNCTION platform_claim(wanted text, print text, marks jsonb, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- A twin at work is waited for.
    INSERT INTO platform_once (key, fingerprint, arguments, refused, recorded_at)
    VALUES (wanted, print, marks, false, at) ON CONFLICT (key) DO NOTHING;
    RETURN FOUND;
END $$;
"""

KEEP = """
CREATE FUNCTION platform_keep(wanted text, said jsonb, no boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE platform_once SET answer = said, refused = no WHERE key = wanted;
END $$;
"""

TRACE = """
CREATE FUNCTION platform_trace(
    at timestamptz, day date, who text, what text, by_mandate text, about text, was jsonb, is_now jsonb
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO platform_audit (recorded_at, business_date, actor, action, mandate, subject, before, after)
    VALUES (at, day, who, what, by_mandate, about, was, is_now);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_gate_and_plain_keys")]

    operations = [
        migrations.RunSQL(CLAIM, "DROP FUNCTION platform_claim"),
        migrations.RunSQL(KEEP, "DROP FUNCTION platform_keep"),
        migrations.RunSQL(TRACE, "DROP FUNCTION platform_trace"),
    ]
