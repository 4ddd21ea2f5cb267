-- S71_I 银行业金融机构普惠金融重点领域贷款情况表 — 监管报表底稿 (domain.md 3.2; 口径 domain.md 2.1)
-- Rows 1, 1.1, 1.a, 1.b, 3, 3.1, 3.2, 4 (and the co-operatives apart) × columns A-F × bands 0-5 of one borrower's line.
-- A-C: the line at the date. D-F (当年累放): the line on the day of lending, restructured loans left out.
-- F: annualised interest of one disbursement = amount × its rate. Fen; half-up once, on the sum.
WITH bands(band, above, up_to) AS (
    VALUES
        (0, -1, 3000000000),
        (1, -1, 100000000),
        (2, 100000000, 500000000),
        (3, 500000000, 1000000000),
        (4, 1000000000, 3000000000),
        (5, -1, 1000000000)
),
lines(line) AS (VALUES ('1'), ('1.1'), ('1.a'), ('1.b'), ('3'), ('3.1'), ('3.2'), ('4'), ('COOP')),
held AS (
    SELECT line, band, customer, balance, npl
    FROM book
    JOIN bands ON credit_line > above AND credit_line <= up_to
    JOIN lines ON CASE line
        WHEN '1' THEN small AND customer_kind = 'ENTERPRISE'
        WHEN '1.1' THEN small AND customer_kind = 'ENTERPRISE' AND farm
        WHEN '1.a' THEN small AND customer_kind = 'ENTERPRISE' AND size_class = 'SMALL'
        WHEN '1.b' THEN small AND customer_kind = 'ENTERPRISE' AND size_class = 'MICRO'
        WHEN '3' THEN small AND customer_kind IN ('MERCHANT', 'OWNER')
        WHEN '3.1' THEN small AND customer_kind = 'MERCHANT'
        WHEN '3.2' THEN small AND customer_kind = 'OWNER'
        WHEN '4' THEN purpose = 'BUSINESS' AND customer_kind NOT IN ('ENTERPRISE', 'FARM_ENTITY', 'MERCHANT', 'OWNER')
        WHEN 'COOP' THEN small AND customer_kind = 'FARM_ENTITY'
    END
    WHERE moment = 'now' AND balance <> 0
),
lent AS (
    SELECT line, band, customer, amount, rate
    FROM moves
    JOIN bands ON credit_line > above AND credit_line <= up_to
    JOIN lines ON CASE line
        WHEN '1' THEN small AND customer_kind = 'ENTERPRISE'
        WHEN '1.1' THEN small AND customer_kind = 'ENTERPRISE' AND farm
        WHEN '1.a' THEN small AND customer_kind = 'ENTERPRISE' AND size_class = 'SMALL'
        WHEN '1.b' THEN small AND customer_kind = 'ENTERPRISE' AND size_class = 'MICRO'
        WHEN '3' THEN small AND customer_kind IN ('MERCHANT', 'OWNER')
        WHEN '3.1' THEN small AND customer_kind = 'MERCHANT'
        WHEN '3.2' THEN small AND customer_kind = 'OWNER'
        WHEN '4' THEN purpose = 'BUSINESS' AND customer_kind NOT IN ('ENTERPRISE', 'FARM_ENTITY', 'MERCHANT', 'OWNER')
        WHEN 'COOP' THEN small AND customer_kind = 'FARM_ENTITY'
    END
    WHERE moment = 'now' AND way NOT IN ('REPAID', 'WRITTEN_OFF', 'RESTRUCTURED')
)
SELECT line, band, 'A' AS col, sum(balance) AS value FROM held GROUP BY line, band
UNION ALL
SELECT line, band, 'B', count(DISTINCT customer) FROM held GROUP BY line, band
UNION ALL
SELECT line, band, 'C', coalesce(sum(balance) FILTER (WHERE npl), 0) FROM held GROUP BY line, band
UNION ALL
SELECT line, band, 'D', sum(amount) FROM lent GROUP BY line, band
UNION ALL
SELECT line, band, 'E', count(DISTINCT customer) FROM lent GROUP BY line, band
UNION ALL
SELECT line, band, 'F', (2 * sum(amount::HUGEINT * rate) + 10000000) // 20000000 FROM lent GROUP BY line, band
ORDER BY line, col, band;
