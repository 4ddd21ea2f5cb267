"""`books_post` with less to do for the one entry a counter posts: its head is inserted as it is said, not as columns of one;
and a counter's lines that touch no sub-account do not look for them. What is written is unchanged; see `wuhua.books.post`.
"""

from importlib import import_module

from django.db import migrations

CREATE = """
CREATE FUNCTION books_post(posted_by text, posted_at timestamptz, said json) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    head json := said -> 0;
    entry_no int[]; seqs int[]; accounts int[]; sides text[]; amounts bigint[];
    branches text[]; products text[]; statuses text[]; subs bigint[];
    one bigint;
    ids bigint[];
    moved record;
BEGIN
    -- A twin with the same key waits here for the first to commit.
    IF json_array_length(said) = 1 THEN
        INSERT INTO books_entry (key, business_date, recorded_at, why, actor, reverses, line_count, total)
        VALUES (head ->> 0, (head ->> 1)::date, posted_at, head ->> 2, posted_by, (head ->> 3)::bigint,
                json_array_length(head -> 5), (head ->> 4)::bigint)
        RETURNING id INTO one;
        ids := ARRAY[one];
    ELSE
        WITH told AS (
            SELECT e ->> 0 AS key, (e ->> 1)::date AS day, e ->> 2 AS why, (e ->> 3)::bigint AS reverses,
                   json_array_length(e -> 5) AS line_count, (e ->> 4)::bigint AS total, o
            FROM json_array_elements(said) WITH ORDINALITY AS x (e, o)
        ), added AS (
            INSERT INTO books_entry (key, business_date, recorded_at, why, actor, reverses, line_count, total)
            SELECT key, day, posted_at, why, posted_by, reverses, line_count, total FROM told ORDER BY o
            RETURNING id, key
        )
        SELECT array_agg(added.id ORDER BY told.o) INTO ids FROM added JOIN told USING (key);
    END IF;

    SELECT array_agg(n), array_agg(s), array_agg((l ->> 0)::int), array_agg(l ->> 1), array_agg((l ->> 2)::bigint),
           array_agg(l ->> 3), array_agg(l ->> 4), array_agg(l ->> 5), array_agg((l ->> 6)::bigint)
    INTO entry_no, seqs, accounts, sides, amounts, branches, products, statuses, subs
    FROM json_array_elements(said) WITH ORDINALITY AS x (e, n),
         json_array_elements(e -> 5) WITH ORDINALITY AS y (l, s);

    INSERT INTO books_line (entry_id, seq, account, side, amount, branch, product, status, sub)
    SELECT ids[e], s, a, x, m, b, p, t, u
    FROM unnest(entry_no, seqs, accounts, sides, amounts, branches, products, statuses, subs)
        AS l (e, s, a, x, m, b, p, t, u);

    -- Sub-accounts one by one in sorted order, so that no two transactions wait for each other. Update first: an
    -- INSERT … ON CONFLICT would hold the bare movement, not the balance, against the overdraft check.
    IF 0 <> ANY (subs) THEN
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
    END IF;

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

_BEFORE = import_module("wuhua.books.migrations.0004_post_one_value")


class Migration(migrations.Migration):
    dependencies = [("books", "0005_pool_deposits")]

    operations = [migrations.RunSQL(_BEFORE.DROP, _BEFORE.CREATE), migrations.RunSQL(CREATE, DROP)]
