-- 贷款质量迁徙 (G12; 核心指标 2005): every note on two sealed days, by its class on each. `kept` is the lower of the two
-- balances: what was repaid or written off did not migrate, what was drawn anew is new. NEW = not there on the first day,
-- GONE = not there on the second.
SELECT
    CASE WHEN was.note IS NULL THEN 'NEW' ELSE coalesce(was.klass, 'NORMAL') END AS was,
    CASE WHEN now.note IS NULL THEN 'GONE' ELSE coalesce(now.klass, 'NORMAL') END AS now,
    count(*) AS notes,
    coalesce(sum(was.balance), 0) AS opening,
    coalesce(sum(least(coalesce(was.balance, 0), coalesce(now.balance, 0))), 0) AS kept,
    coalesce(sum(greatest(coalesce(was.balance, 0) - coalesce(now.balance, 0), 0)), 0) AS reduced,
    coalesce(sum(greatest(coalesce(now.balance, 0) - coalesce(was.balance, 0), 0)), 0) AS added
FROM with_universe('positions_was') AS was
FULL JOIN with_universe('positions_now') AS now ON was.note = now.note
GROUP BY 1, 2
ORDER BY 1, 2;
