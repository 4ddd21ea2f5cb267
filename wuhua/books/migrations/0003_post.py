"""`books_post`: one call posts any number of entries. See `wuhua.books.post` for why it is a function."""

from django.db import migrations

CREATE = """
CREATE FUNCTION books_post(
    posted_by text, posted_at timestamptz,
    keys text[], days date[], whys text[], reversed bigint[], line_counts int[], totals bigint[],
    entry_no int[], seqs int[], accounts int[], sides text[], amounts bigint[],
    branches text[], products text[], statuses text[], subs bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    moved record;
BEGIN
    -- A twin with the same key waits here for the first to commit.
    WITH added AS (
        INSERT INTO books_entry (key, business_date, recorded_at, why, actor, reverses, line_count, total)
        SELECT k, d, posted_at, w, posted_by, r, n, t
        FROM unnest(keys, days, whys, reversed, line_counts, totals) WITH ORDINALITY AS e (k, d, w, r, n, t, o)
        ORDER BY o RETURNING id, key
    )
    SELECT array_agg(added.id ORDER BY array_position(keys, added.key)) INTO ids FROM added;

    INSERT INTO books_line (entry_id, seq, account, side, amount, branch, product, status, sub)
    SELECT ids[e], s, a, x, m, b, p, t, u
    FROM unnest(entry_no, seqs, accounts, sides, amounts, branches, products, statuses, subs)
        AS l (e, s, a, x, m, b, p, t, u);

    -- Sub-accounts one by one in sorted order, so that no two transactions wait for each other. Update first: an
    -- INSERT … ON CONFLICT would hold the bare movement, not the balance, against the overdraft check.
    FOR moved IN
        SELECT a, u, sum(CASE x WHEN 'D' THEN m ELSE -m END)::bigint AS delta
        FROM unnest(accounts, sides, amounts, subs) AS l (a, x, m, u) WHERE u <> 0 GROUP BY a, u ORDER BY a, u
    LOOP
        UPDATE books_subbalance SET amount = amount + moved.delta WHERE account = moved.a AND sub = moved.u;
        IF NOT FOUND THEN
            INSERT INTO books_subbalance AS b (account, sub, amount) VALUES (moved.a, moved.u, moved.delta)
            ON CONFLICT (account, sub) DO UPDATE SET amount = b.amount + excluded.amount;
        END IF;
    END LOOP;

    -- The rows everybody writes come last, so they are held shortest.
    INSERT INTO books_control AS b (account, branch, product, status, amount)
    SELECT a, r, p, t, sum(CASE x WHEN 'D' THEN m ELSE -m END)
    FROM unnest(accounts, sides, amounts, branches, products, statuses) AS l (a, x, m, r, p, t)
    GROUP BY a, r, p, t ORDER BY a, r, p, t
    ON CONFLICT (account, branch, product, status) DO UPDATE SET amount = b.amount + excluded.amount;
    RETURN ids;
END $$;
"""

DROP = "DROP FUNCTION books_post;"


class Migration(migrations.Migration):
    dependencies = [("books", "0002_chart")]

    operations = [migrations.RunSQL(CREATE, DROP)]
