-- 银企共同体:支持额与节约成本 (A81, domain.md 2.14; interest of a day is earned by its closing balance, money.md).
-- Per note and month of [$start, $stop]: Σ balance × (base rate − contract rate) × days, a whole number that nothing has
-- rounded yet. A day's closing balance is the balance on the sealed day less what moved after it, so no day between need
-- be sealed. $bases holds the base price by day, $rates the notes whose rate was changed and what each bore from when:
-- "day=rate|…" and "note=day=rate|…". $customer NULL: everybody.
WITH closing AS (
    SELECT note, customer, rate, balance, 0 AS old FROM book WHERE moment = 'now'
    UNION ALL
    SELECT note, customer, rate, 0, 1 FROM book WHERE moment = 'year_start'
    UNION ALL
    SELECT note, customer, rate, 0, 2 FROM moves WHERE day <= getvariable('day') AND day >= $start
),
notes AS (
    SELECT note, customer, arg_min(rate, old) FILTER (WHERE rate IS NOT NULL) AS rate, sum(balance) AS closing
    FROM closing WHERE $customer IS NULL OR customer = $customer GROUP BY note, customer
),
moved AS (
    SELECT note, day, sum(CASE WHEN way IN ('REPAID', 'WRITTEN_OFF') THEN -amount ELSE amount END) AS amount,
           sum(CASE WHEN way IN ('REPAID', 'WRITTEN_OFF') THEN 0 ELSE amount END) AS lent
    FROM moves WHERE day >= $start AND day <= getvariable('day') GROUP BY note, day
),
bases AS (
    SELECT split_part(each, '=', 1)::DATE AS day, split_part(each, '=', 2)::BIGINT AS rate
    FROM (SELECT unnest(string_split($bases, '|')) AS each)
),
rates AS (
    SELECT split_part(each, '=', 1) AS note, split_part(each, '=', 2)::DATE AS day,
           split_part(each, '=', 3)::BIGINT AS rate
    FROM (SELECT unnest(string_split($rates, '|')) AS each) WHERE each <> ''
),
months AS (
    SELECT unnest(generate_series(date_trunc('month', $start), $stop, INTERVAL 1 MONTH))::DATE AS day
),
cuts AS (
    SELECT note, greatest(day, $start) AS day FROM notes, months
    UNION
    SELECT note, day FROM notes, bases WHERE day > $start AND day <= $stop
    UNION
    SELECT note, day FROM moved WHERE day <= $stop AND note IN (SELECT note FROM notes)
    UNION
    SELECT note, day FROM rates WHERE day > $start AND day <= $stop AND note IN (SELECT note FROM notes)
),
spans AS (
    SELECT note, day, coalesce(lead(day) OVER (PARTITION BY note ORDER BY day), $stop + 1) - day AS days FROM cuts
),
after AS (
    SELECT spans.note, spans.day, coalesce(sum(moved.amount), 0) AS amount
    FROM spans LEFT JOIN moved ON moved.note = spans.note AND moved.day > spans.day GROUP BY spans.note, spans.day
),
priced AS (
    SELECT spans.note, spans.day, spans.days, bases.rate AS base, rates.rate AS changed
    FROM spans ASOF JOIN bases ON spans.day >= bases.day
    ASOF LEFT JOIN rates ON spans.note = rates.note AND spans.day >= rates.day
)
SELECT
    notes.customer,
    notes.note,
    date_trunc('month', priced.day)::DATE AS month,
    coalesce(any_value(lent_in.lent), 0) AS lent,
    arg_max(notes.closing - after.amount, priced.day) AS balance,
    sum((notes.closing - after.amount)::HUGEINT * (priced.base - coalesce(priced.changed, notes.rate)) * priced.days)
        AS numerator
FROM priced
JOIN notes USING (note)
JOIN after ON after.note = priced.note AND after.day = priced.day
LEFT JOIN (
    SELECT note, date_trunc('month', day)::DATE AS month, sum(lent) AS lent
    FROM moved WHERE day <= $stop GROUP BY note, month
) lent_in ON lent_in.note = priced.note AND lent_in.month = date_trunc('month', priced.day)::DATE
GROUP BY notes.customer, notes.note, date_trunc('month', priced.day)::DATE
ORDER BY notes.customer, notes.note, month;
