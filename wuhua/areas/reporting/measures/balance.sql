-- 余额、户数、不良、逾期: domain.md 2.1 (户数 = borrowers with balance <> 0, one customer once), 2.5 (不良, 逾期报送余额);
-- 银监发〔2015〕8号 (三个不低于), 银监办发〔2018〕29号 (两增两控). Clauses A6, A9, A10, A11, A12.
SELECT
    moment,
    universe,
    count(*) FILTER (WHERE balance <> 0) AS notes,
    count(DISTINCT customer) FILTER (WHERE balance <> 0) AS borrowers,
    coalesce(sum(balance), 0) AS balance,
    coalesce(sum(balance) FILTER (WHERE npl), 0) AS npl,
    coalesce(sum(overdue), 0) AS overdue,
    coalesce(sum(overdue) FILTER (WHERE overdue_days > 90), 0) AS overdue_over_90,
    coalesce(sum(balance) FILTER (WHERE security = 'CREDIT'), 0) AS unsecured,
    coalesce(sum(balance) FILTER (WHERE farm), 0) AS farm,
    coalesce(sum(provision), 0) AS provision,
    count(DISTINCT product) FILTER (WHERE balance <> 0) AS products,
    count(DISTINCT managing_rm) FILTER (WHERE balance <> 0) AS managers
FROM book
JOIN universes
    ON universe = 'ALL' OR (universe = 'SMALL' AND small) OR (universe = 'INCLUSIVE' AND inclusive)
GROUP BY moment, universe
ORDER BY moment, universe;
