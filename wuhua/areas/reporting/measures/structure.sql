-- 信贷投放结构: shares of all loans by whom they serve (clause A26: 由大中型向小微倾斜). Size classes of
-- 工信部联企业〔2011〕300号 (domain.md 2.9); 个体工商户 and 小微企业主 are not sized by that table and stand as themselves.
SELECT
    moment,
    CASE
        WHEN purpose <> 'BUSINESS' THEN 'CONSUMPTION'
        WHEN customer_kind IN ('MERCHANT', 'OWNER') THEN customer_kind
        ELSE coalesce(size_class, 'UNSIZED')
    END AS class,
    count(DISTINCT customer) FILTER (WHERE balance <> 0) AS borrowers,
    coalesce(sum(balance), 0) AS balance,
    coalesce(sum(balance) FILTER (WHERE small), 0) AS small_balance,
    coalesce(sum(balance) FILTER (WHERE npl), 0) AS npl
FROM book
GROUP BY ALL
ORDER BY moment, class;
