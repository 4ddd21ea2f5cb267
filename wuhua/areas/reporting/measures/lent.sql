-- 累放与综合成本: domain.md 2.1 (for 当年累放 the credit line on the day of lending, restructured loans left out), 2.3 K2
-- (annualised interest of one disbursement = amount × its rate), practice.md 1 (A83: the counted set of 累放支小贷款 is
-- new grants; renewals and card redraws stand apart). Clauses A12, A83.
SELECT
    moment,
    universe,
    coalesce(sum(amount) FILTER (WHERE way <> 'RESTRUCTURED'), 0) AS lent,
    count(DISTINCT customer) FILTER (WHERE way <> 'RESTRUCTURED') AS borrowers,
    coalesce(sum(amount::HUGEINT * rate) FILTER (WHERE way <> 'RESTRUCTURED'), 0) AS interest_numerator,
    coalesce(sum(amount) FILTER (WHERE way = 'NEW'), 0) AS lent_new
FROM moves
JOIN universes
    ON universe = 'ALL' OR (universe = 'SMALL' AND small) OR (universe = 'INCLUSIVE' AND inclusive)
WHERE moment IS NOT NULL AND way NOT IN ('REPAID', 'WRITTEN_OFF')
GROUP BY moment, universe
ORDER BY moment, universe;
