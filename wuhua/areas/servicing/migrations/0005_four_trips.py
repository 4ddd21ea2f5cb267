"""The counter's short way in two calls: `servicing_found` reads a note under its lock, `servicing_done` writes what was
decided about it. Their receipts are numbered by a sequence, because a series' row is locked until the commit and every
counter would wait for every other. See `servicing.actions.trips`.

Functions, because their plans are kept between calls; each statement inside sees what is committed when its turn comes.
"""

from django.db import migrations

# Far above the series of all other receipts (`numbering`, "receipt"), so that no two are ever the same.
SEQUENCE = "CREATE SEQUENCE servicing_receipt START 1000000001;"

FOUND = """
CREATE FUNCTION servicing_found(wanted text, today date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    n servicing_loannote;
    a servicing_settlementaccount;
    open_bills json;
BEGIN
    SELECT * INTO n FROM servicing_loannote WHERE number = wanted FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO a FROM servicing_settlementaccount WHERE id = n.account_id;

    -- Only now: whoever held the lock before us may have paid.
    SELECT json_agg(json_build_array(o.due, o.kind, o.fen) ORDER BY o.due, o.kind) INTO open_bills FROM (
        SELECT b.due, b.kind, b.amount - coalesce(sum(i.amount), 0) AS fen
        FROM servicing_bill b
        LEFT JOIN servicing_repaymentitem i
          ON i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= today
        WHERE b.note_id = n.id AND b.due <= today AND b.cut <= today
        GROUP BY b.due, b.kind, b.amount
    ) o WHERE o.fen > 0;

    RETURN json_build_object('note', row_to_json(n), 'account', row_to_json(a), 'bills', coalesce(open_bills, '[]'),
                             'receipt', nextval('servicing_receipt'));
END $$;
"""

DONE = """
CREATE FUNCTION servicing_done(said jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    note bigint := said ->> 'note';
    today date := said ->> 'day';
    receipt bigint := said ->> 'receipt';
    m servicing_loannote := jsonb_populate_record(NULL::servicing_loannote, said -> 'moved');
BEGIN
    INSERT INTO servicing_bill (note_id, due, kind, amount, cut)
    SELECT note, (b ->> 0)::date, b ->> 1, (b ->> 2)::bigint, today FROM jsonb_array_elements(said -> 'bills') b;

    INSERT INTO servicing_repaymentitem (note_id, due, kind, paid, number, amount, way)
    SELECT note, (i ->> 0)::date, i ->> 1, today, receipt, (i ->> 2)::bigint, said ->> 'way'
    FROM jsonb_array_elements(said -> 'items') i;

    INSERT INTO servicing_noteevent (note_id, value_day, business_date, recorded_at, kind, amount, detail, actor)
    VALUES (note, today, today, (said ->> 'at')::timestamptz, said ->> 'kind', (said ->> 'amount')::bigint,
            jsonb_build_object('receipt', receipt), said ->> 'actor');

    UPDATE servicing_loannote SET
        principal = m.principal, overdue_principal = m.overdue_principal, anchor_day = m.anchor_day,
        accrued = m.accrued, carry = m.carry, penalty_accrued = m.penalty_accrued, penalty_carry = m.penalty_carry,
        compound_base = m.compound_base, compound_accrued = m.compound_accrued, compound_carry = m.compound_carry,
        in_grace = m.in_grace, advance = m.advance, next_due = m.next_due, oldest_due = m.oldest_due,
        book_status = m.book_status, closed = m.closed
    WHERE id = note;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("servicing", "0004_orders")]

    operations = [
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE servicing_receipt;"),
        migrations.RunSQL(FOUND, "DROP FUNCTION servicing_found"),
        migrations.RunSQL(DONE, "DROP FUNCTION servicing_done"),
    ]
