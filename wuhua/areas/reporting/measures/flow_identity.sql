-- 期初 + 发放 − 收回 − 核销 = 期末: practice.md 1 (A83), for the year to date. Opening and closing come from `book`; here
-- is what moved between them, by way.
SELECT
    universe,
    way,
    coalesce(sum(amount), 0) AS amount,
    count(*) AS times
FROM moves
JOIN universes
    ON universe = 'ALL' OR (universe = 'SMALL' AND small) OR (universe = 'INCLUSIVE' AND inclusive)
WHERE moment = 'now'
GROUP BY universe, way
ORDER BY universe, way;
