-- 五级分类认定表: how many notes of each class, and their balance, by the same filters.
SELECT coalesce(klass, 'NORMAL') AS klass, count(*) AS notes, count(DISTINCT customer) AS borrowers, sum(balance) AS balance
FROM book
WHERE moment = 'now' AND balance <> 0
    AND ($branch::TEXT IS NULL OR branch = $branch)
    AND ($manager::TEXT IS NULL OR managing_rm = $manager)
    AND ($klass::TEXT IS NULL OR coalesce(klass, 'NORMAL') = $klass)
GROUP BY 1;
