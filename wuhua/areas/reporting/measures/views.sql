-- The moments of one question: every row of `book` says which day it is of, every row of `moves` which span.
-- 'now' = the day asked; 'year_start' = 31 December before; 'last_year' = the same day a year earlier (or the nearest
-- earlier sealed day within 31 days, which the answer then names).

CREATE TEMP VIEW book AS
SELECT 'now' AS moment, * FROM with_universe('positions')
UNION ALL BY NAME
SELECT 'year_start' AS moment, * FROM with_universe('positions_year_start')
UNION ALL BY NAME
SELECT 'last_year' AS moment, * FROM with_universe('positions_last_year');

CREATE TEMP VIEW moves AS
SELECT
    CASE
        WHEN day > getvariable('year_start') AND day <= getvariable('day') THEN 'now'
        WHEN day > getvariable('last_year_start') AND day <= getvariable('last_year') THEN 'last_year'
    END AS moment,
    *,
    is_small(purpose, customer_kind, size_class) AS small,
    is_small(purpose, customer_kind, size_class) AND within_line(credit_line) AS inclusive
FROM flows;

CREATE TEMP VIEW universes AS
SELECT * FROM (VALUES ('SMALL'), ('INCLUSIVE'), ('ALL')) AS of_all(universe);
