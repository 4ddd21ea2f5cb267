-- G11_II 资产质量及准备金 — 监管报表底稿 (domain.md 3.1, 2.5). Class × overdue bands × provision.
-- 逾期: the balance a report counts (whole balance of a business loan once anything is unpaid), by the note's overdue days.
SELECT
    coalesce(klass, 'NORMAL') AS klass,
    count(*) FILTER (WHERE balance <> 0) AS notes,
    count(DISTINCT customer) FILTER (WHERE balance <> 0) AS borrowers,
    coalesce(sum(balance), 0) AS balance,
    coalesce(sum(overdue), 0) AS overdue,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '1-30'), 0) AS overdue_30,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '31-60'), 0) AS overdue_60,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '61-90'), 0) AS overdue_90,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '91-180'), 0) AS overdue_180,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '181-270'), 0) AS overdue_270,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '271-360'), 0) AS overdue_360,
    coalesce(sum(overdue) FILTER (WHERE overdue_band(overdue_days) = '361+'), 0) AS overdue_long,
    coalesce(sum(balance) FILTER (WHERE security = 'CREDIT'), 0) AS credit,
    coalesce(sum(balance) FILTER (WHERE security = 'GUARANTEE'), 0) AS guarantee,
    coalesce(sum(balance) FILTER (WHERE security = 'MORTGAGE'), 0) AS mortgage,
    coalesce(sum(balance) FILTER (WHERE security = 'PLEDGE'), 0) AS pledge,
    coalesce(sum(provision), 0) AS provision
FROM book
WHERE moment = 'now'
GROUP BY 1
ORDER BY 1;
