"""`books_post` takes its entries as one JSON value instead of fifteen arrays: binding the arrays was the largest piece of
the caller's own time. What it does with them is unchanged; see `wuhua.books.post`.

Keys of entries are looked up whole; the second index Django adds to a text for searches by its beginning is dropped: a
random page written for every entry, and read by nobody.

`entry_balances` looks its entry up by the key of the table whatever the table's size was when the plan was made: a plan
is kept for as long as a connection lives, and one made in the first minutes of a bank read the whole table ever after.
"""

from importlib import import_module

from django.db import migrations

CREATE = """
CREATE FUNCTION books_post(posted_by text, posted_at timestamptz, said json) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    keys text[]; days date[]; whys text[]; reversed bigint[]; line_counts int[]; totals bigint[];
    entry_no int[]; seqs int[]; accounts int[]; sides text[]; amounts bigint[];
    branches text[]; products text[]; statuses text[]; subs bigint[];
    ids bigint[];
    moved record;
BEGIN
    SELECT array_agg(e ->> 0), array_agg((e ->> 1)::date), array_agg(e ->> 2), array_agg((e ->> 3)::bigint),
           array_agg((e ->> 4)::bigint), array_agg(json_array_length(e -> 5))
    INTO keys, days, whys, reversed, totals, line_counts FROM json_array_elements(said) AS x (e);

    SELECT array_agg(n), array_agg(s), array_agg((l ->> 0)::int), array_agg(l ->> 1), array_agg((l ->> 2)::bigint),
           array_agg(l ->> 3), array_agg(l ->> 4), array_agg(l ->> 5), array_agg((l ->> 6)::bigint)
    INTO entry_no, seqs, accounts, sides, amounts, branches, products, statuses, subs
    FROM json_array_elements(said) WITH ORDINALITY AS x (e, n),
         json_array_elements(e -> 5) WITH ORDINALITY AS y (l, s);

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

DROP = "DROP FUNCTION books_post(text, timestamptz, json);"

_ARRAYS = import_module("wuhua.books.migrations.0003_post")


class Migration(migrations.Migration):
    dependencies = [("books", "0003_post")]

    operations = [
        migrations.RunSQL(_ARRAYS.DROP, _ARRAYS.CREATE),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(
            "ALTER FUNCTION pgtrigger_entry_balances_1cacc() SET enable_seqscan = off",
            "ALTER FUNCTION pgtrigger_entry_balances_1cacc() RESET enable_seqscan",
        ),
        migrations.RunSQL(
            "DROP INDEX books_entry_key_0a058fc6_like",
            "CREATE INDEX books_entry_key_0a058fc6_like ON books_entry (key text_pattern_ops)",
        ),
    ]
