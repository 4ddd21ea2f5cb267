-- G14 大额风险暴露 — 监管报表底稿 (domain.md 2.8, 3.1): exposures by single customer, largest first. Loans on the balance
-- sheet only: other exposures are not on record yet, and the sheet says so; groups are put together from the customers' files.
SELECT
    customer,
    any_value(customer_kind) AS kind,
    any_value(size_class) AS size_class,
    count(*) FILTER (WHERE balance <> 0) AS notes,
    coalesce(sum(balance), 0) AS balance,
    coalesce(sum(balance) FILTER (WHERE npl), 0) AS npl,
    coalesce(sum(balance) FILTER (WHERE security = 'CREDIT'), 0) AS unsecured,
    max(credit_line) AS credit_line,
    coalesce(max(overdue_days), 0) AS overdue_days
FROM book
WHERE moment = 'now'
GROUP BY customer
HAVING coalesce(sum(balance), 0) > 0
ORDER BY balance DESC, customer
LIMIT $most;
