-- 趋势: one line per sealed day of the lake (clauses A1, A26). Universe SMALL unless the column says all.
SELECT
    filename AS file,
    coalesce(sum(balance) FILTER (WHERE small), 0) AS balance,
    count(DISTINCT customer) FILTER (WHERE small AND balance <> 0) AS borrowers,
    coalesce(sum(balance) FILTER (WHERE small AND npl), 0) AS npl,
    coalesce(sum(overdue) FILTER (WHERE small), 0) AS overdue,
    coalesce(sum(balance), 0) AS all_balance,
    coalesce(sum(balance) FILTER (WHERE npl), 0) AS all_npl,
    coalesce(sum(balance) FILTER (WHERE purpose = 'BUSINESS' AND size_class = 'LARGE'), 0) AS large,
    coalesce(sum(balance) FILTER (WHERE purpose = 'BUSINESS' AND size_class = 'MEDIUM'), 0) AS medium
FROM with_universe('history')
GROUP BY filename;
