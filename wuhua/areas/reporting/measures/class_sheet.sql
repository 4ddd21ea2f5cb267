-- 五级分类认定表 (domain.md 2.5): the notes of a sealed day with their class, worst first. A filter that is NULL does not filter.
SELECT note, customer, branch, managing_rm, product, security, coalesce(klass, 'NORMAL') AS klass, balance, overdue_days,
    count(*) OVER () AS total
FROM book
WHERE moment = 'now' AND balance <> 0
    AND ($branch::TEXT IS NULL OR branch = $branch)
    AND ($manager::TEXT IS NULL OR managing_rm = $manager)
    AND ($klass::TEXT IS NULL OR coalesce(klass, 'NORMAL') = $klass)
ORDER BY list_position(['LOSS', 'DOUBTFUL', 'SUBSTANDARD', 'WATCH', 'NORMAL'], coalesce(klass, 'NORMAL')), note
LIMIT $most OFFSET $skip;
