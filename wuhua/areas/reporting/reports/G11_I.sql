-- G11_I 资产质量五级分类情况表(按贷款投向)— 监管报表底稿 (domain.md 3.1). Industry × class; consumption is one row.
-- G01_VII 贷款分行业情况表 reads the same rows by balance, borrowers, farm-related and small-and-micro.
SELECT
    industry_row(purpose, industry) AS line,
    count(DISTINCT customer) FILTER (WHERE balance <> 0) AS borrowers,
    coalesce(sum(balance), 0) AS balance,
    coalesce(sum(balance) FILTER (WHERE coalesce(klass, 'NORMAL') = 'NORMAL'), 0) AS normal,
    coalesce(sum(balance) FILTER (WHERE klass = 'WATCH'), 0) AS watch,
    coalesce(sum(balance) FILTER (WHERE klass = 'SUBSTANDARD'), 0) AS substandard,
    coalesce(sum(balance) FILTER (WHERE klass = 'DOUBTFUL'), 0) AS doubtful,
    coalesce(sum(balance) FILTER (WHERE klass = 'LOSS'), 0) AS loss,
    coalesce(sum(balance) FILTER (WHERE npl), 0) AS npl,
    coalesce(sum(balance) FILTER (WHERE farm), 0) AS farm,
    coalesce(sum(balance) FILTER (WHERE small), 0) AS small,
    coalesce(sum(balance) FILTER (WHERE customer_kind IN ('ENTERPRISE', 'FARM_ENTITY')), 0) AS firms,
    coalesce(sum(balance) FILTER (WHERE customer_kind IN ('MERCHANT', 'OWNER')), 0) AS own_account
FROM book
WHERE moment = 'now'
GROUP BY line
ORDER BY line;
