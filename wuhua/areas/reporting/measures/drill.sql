-- 下钻: the same figures by branch, manager, product or customer (clause A1: to one customer in three clicks).
-- $by chooses the key; a filter that is NULL does not filter. `lent_new` counts new grants of the year, as A83 does.
WITH held AS (
    SELECT
        moment,
        CASE $by
            WHEN 'branch' THEN branch
            WHEN 'manager' THEN managing_rm
            WHEN 'product' THEN product
            WHEN 'customer' THEN customer
        END AS key,
        *
    FROM book
    WHERE ($universe = 'ALL' OR ($universe = 'SMALL' AND small) OR ($universe = 'INCLUSIVE' AND inclusive))
        AND ($branch::TEXT IS NULL OR branch = $branch)
        AND ($manager::TEXT IS NULL OR managing_rm = $manager)
        AND ($product::TEXT IS NULL OR product = $product)
)
SELECT
    key,
    count(DISTINCT customer) FILTER (WHERE moment = 'now' AND balance <> 0) AS borrowers,
    count(*) FILTER (WHERE moment = 'now' AND balance <> 0) AS notes,
    coalesce(sum(balance) FILTER (WHERE moment = 'now'), 0) AS balance,
    coalesce(sum(balance) FILTER (WHERE moment = 'year_start'), 0) AS balance_year_start,
    coalesce(sum(balance) FILTER (WHERE moment = 'now' AND npl), 0) AS npl,
    coalesce(sum(overdue) FILTER (WHERE moment = 'now'), 0) AS overdue,
    coalesce(max(overdue_days) FILTER (WHERE moment = 'now'), 0) AS overdue_days,
    coalesce(sum(balance::HUGEINT * rate) FILTER (WHERE moment = 'now'), 0) AS rate_numerator,
    coalesce(sum(balance) FILTER (WHERE moment = 'now' AND security = 'CREDIT'), 0) AS unsecured,
    any_value(branch) FILTER (WHERE moment = 'now') AS branch,
    any_value(managing_rm) FILTER (WHERE moment = 'now') AS manager,
    count(DISTINCT customer) FILTER (WHERE moment = 'last_year' AND balance <> 0) AS borrowers_last_year
FROM held
GROUP BY key
ORDER BY balance DESC, key;
