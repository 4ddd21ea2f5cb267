-- S63_I 大中小微型企业贷款情况表 — 监管报表底稿 (domain.md 3.3). One line per (row, column); amounts in fen.
-- Columns: A 大型, B 中型, C 小型, D 微型, U 未划型企业, F 个人经营性, G 其中个体工商户, H 其中小微企业主. Consumption is not
-- in this form. 当年累放 leaves restructured loans out, as in S71_I.
WITH held AS (
    SELECT
        unnest(CASE
            WHEN customer_kind = 'MERCHANT' THEN ['F', 'G']
            WHEN customer_kind = 'OWNER' THEN ['F', 'H']
            WHEN customer_kind NOT IN ('ENTERPRISE', 'FARM_ENTITY') THEN ['F']
            WHEN size_class = 'LARGE' THEN ['A']
            WHEN size_class = 'MEDIUM' THEN ['B']
            WHEN size_class = 'SMALL' THEN ['C']
            WHEN size_class = 'MICRO' THEN ['D']
            ELSE ['U']
        END) AS col,
        *
    FROM book
    WHERE moment = 'now' AND purpose = 'BUSINESS'
),
lent AS (
    SELECT
        unnest(CASE
            WHEN customer_kind = 'MERCHANT' THEN ['F', 'G']
            WHEN customer_kind = 'OWNER' THEN ['F', 'H']
            WHEN customer_kind NOT IN ('ENTERPRISE', 'FARM_ENTITY') THEN ['F']
            WHEN size_class = 'LARGE' THEN ['A']
            WHEN size_class = 'MEDIUM' THEN ['B']
            WHEN size_class = 'SMALL' THEN ['C']
            WHEN size_class = 'MICRO' THEN ['D']
            ELSE ['U']
        END) AS col,
        *
    FROM moves
    WHERE moment = 'now' AND purpose = 'BUSINESS' AND way NOT IN ('REPAID', 'WRITTEN_OFF', 'RESTRUCTURED')
)
SELECT
    cols.col,
    coalesce(sum(balance), 0) AS balance,
    count(DISTINCT customer) FILTER (WHERE balance <> 0) AS borrowers,
    coalesce(sum(balance) FILTER (WHERE coalesce(klass, 'NORMAL') = 'NORMAL'), 0) AS normal,
    coalesce(sum(balance) FILTER (WHERE klass = 'WATCH'), 0) AS watch,
    coalesce(sum(balance) FILTER (WHERE klass = 'SUBSTANDARD'), 0) AS substandard,
    coalesce(sum(balance) FILTER (WHERE klass = 'DOUBTFUL'), 0) AS doubtful,
    coalesce(sum(balance) FILTER (WHERE klass = 'LOSS'), 0) AS loss,
    coalesce(sum(overdue), 0) AS overdue,
    coalesce(sum(overdue) FILTER (WHERE overdue_days <= 30), 0) AS overdue_30,
    coalesce(sum(overdue) FILTER (WHERE overdue_days BETWEEN 31 AND 60), 0) AS overdue_60,
    coalesce(sum(overdue) FILTER (WHERE overdue_days BETWEEN 61 AND 90), 0) AS overdue_90,
    coalesce(sum(overdue) FILTER (WHERE overdue_days > 90), 0) AS overdue_long,
    coalesce(sum(balance) FILTER (WHERE issue_type = 'RENEWAL_NO_PRINCIPAL'), 0) AS renewed,
    coalesce(sum(balance) FILTER (WHERE revolving), 0) AS revolving,
    count(DISTINCT customer) FILTER (WHERE revolving AND balance <> 0) AS revolving_borrowers,
    (SELECT coalesce(sum(l.amount), 0) FROM lent AS l WHERE l.col = cols.col) AS lent,
    (SELECT count(DISTINCT l.customer) FROM lent AS l WHERE l.col = cols.col) AS lent_borrowers
FROM (VALUES ('A'), ('B'), ('C'), ('D'), ('U'), ('F'), ('G'), ('H')) AS cols(col)
LEFT JOIN held AS h ON h.col = cols.col
GROUP BY cols.col
ORDER BY cols.col;
