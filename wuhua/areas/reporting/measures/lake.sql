-- 口径与湖表视图 (domain.md 2.1, 2.5; 银监办发〔2018〕29号)
-- The engine has registered the files a sealed day names as *_files. Here they get their columns (a file that lacks one
-- answers NULL) and every row its universe. All money is whole fen, every rate whole 10⁻⁷ a year. Unknown is NULL.

CREATE TABLE positions_shape (
    note TEXT, customer TEXT, customer_kind TEXT, size_class TEXT, purpose TEXT, product TEXT, branch TEXT,
    managing_rm TEXT, security TEXT, industry TEXT, region TEXT, issue_type TEXT, method TEXT, rate BIGINT,
    credit_line BIGINT, amount BIGINT, start DATE, maturity DATE, book_status TEXT, principal BIGINT,
    overdue_principal BIGINT, balance BIGINT, overdue_days INTEGER, principal_due DATE, interest_due DATE, klass TEXT,
    provision BIGINT, off_balance_interest BIGINT, farm BOOLEAN, revolving BOOLEAN
);

CREATE TABLE flows_shape (
    day DATE, note TEXT, customer TEXT, customer_kind TEXT, size_class TEXT, purpose TEXT, product TEXT, branch TEXT,
    way TEXT, rate BIGINT, credit_line BIGINT, amount BIGINT, interest BIGINT, farm BOOLEAN
);

-- 小微企业贷款: loans for business use to small and micro firms, to 个体工商户 and to 小微企业主.
CREATE MACRO is_small(purpose, customer_kind, size_class) AS coalesce(
    purpose = 'BUSINESS'
    AND (customer_kind IN ('MERCHANT', 'OWNER')
         OR (customer_kind IN ('ENTERPRISE', 'FARM_ENTITY') AND size_class IN ('SMALL', 'MICRO'))),
    FALSE
);

-- 普惠型: of these, one borrower's whole credit line within the cap in force (rule.inclusive_line). Unknown line: not.
CREATE MACRO within_line(credit_line) AS coalesce(credit_line <= getvariable('inclusive_line'), FALSE);

-- 不良 = 次级 + 可疑 + 损失.
CREATE MACRO is_npl(klass) AS coalesce(klass IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS'), FALSE);

-- 逾期贷款的报送余额 (domain.md 2.5): of a business loan the whole balance counts once anything is unpaid; of an
-- instalment consumer loan only the overdue part up to 90 days, the whole after.
CREATE MACRO overdue_part(purpose, method, overdue_days, overdue_principal, balance) AS CASE
    WHEN coalesce(overdue_days, 0) <= 0 THEN 0
    WHEN purpose = 'CONSUMPTION' AND method IN ('equal_instalments', 'equal_principal') AND overdue_days <= 90
        THEN coalesce(overdue_principal, balance)
    ELSE balance
END;

-- 双逾 (A94, domain.md 1.16 (6)): which of a note's dues are overdue at the close of `day`; due that day is not overdue.
CREATE MACRO overdue_type(principal_due, interest_due, day) AS CASE
    WHEN coalesce(principal_due < day, FALSE) AND coalesce(interest_due < day, FALSE) THEN 'DUAL'
    WHEN coalesce(principal_due < day, FALSE) THEN 'PRINCIPAL'
    WHEN coalesce(interest_due < day, FALSE) THEN 'INTEREST'
    ELSE 'NONE'
END;

-- 逾期天数的报送档: 1-30, 31-60, 61-90, 91-180, 181-270, 271-360, over 360; NULL where nothing is overdue.
CREATE MACRO overdue_band(overdue_days) AS CASE
    WHEN coalesce(overdue_days, 0) <= 0 THEN NULL
    WHEN overdue_days <= 30 THEN '1-30'
    WHEN overdue_days <= 60 THEN '31-60'
    WHEN overdue_days <= 90 THEN '61-90'
    WHEN overdue_days <= 180 THEN '91-180'
    WHEN overdue_days <= 270 THEN '181-270'
    WHEN overdue_days <= 360 THEN '271-360'
    ELSE '361+'
END;

CREATE MACRO with_universe(source) AS TABLE
SELECT
    *,
    is_small(purpose, customer_kind, size_class) AS small,
    is_small(purpose, customer_kind, size_class) AND within_line(credit_line) AS inclusive,
    is_npl(klass) AS npl,
    overdue_part(purpose, method, overdue_days, overdue_principal, balance) AS overdue
FROM query_table(source)
WHERE coalesce(book_status, 'NORMAL') <> 'WRITTEN_OFF';

-- 行业门类 (GB/T 4754-2017): the section of a division, group or class code; UNKNOWN where the code says none.
CREATE MACRO industry_section(industry) AS CASE
    WHEN NOT coalesce(regexp_matches(industry, '^[0-9]{2}'), FALSE) OR left(industry, 2) = '00' THEN 'UNKNOWN'
    WHEN left(industry, 2)::INTEGER <= 5 THEN 'A'
    WHEN left(industry, 2)::INTEGER <= 12 THEN 'B'
    WHEN left(industry, 2)::INTEGER <= 43 THEN 'C'
    WHEN left(industry, 2)::INTEGER <= 46 THEN 'D'
    WHEN left(industry, 2)::INTEGER <= 50 THEN 'E'
    WHEN left(industry, 2)::INTEGER <= 52 THEN 'F'
    WHEN left(industry, 2)::INTEGER <= 60 THEN 'G'
    WHEN left(industry, 2)::INTEGER <= 62 THEN 'H'
    WHEN left(industry, 2)::INTEGER <= 65 THEN 'I'
    WHEN left(industry, 2)::INTEGER <= 69 THEN 'J'
    WHEN left(industry, 2)::INTEGER <= 70 THEN 'K'
    WHEN left(industry, 2)::INTEGER <= 72 THEN 'L'
    WHEN left(industry, 2)::INTEGER <= 75 THEN 'M'
    WHEN left(industry, 2)::INTEGER <= 79 THEN 'N'
    WHEN left(industry, 2)::INTEGER <= 82 THEN 'O'
    WHEN left(industry, 2)::INTEGER <= 83 THEN 'P'
    WHEN left(industry, 2)::INTEGER <= 85 THEN 'Q'
    WHEN left(industry, 2)::INTEGER <= 90 THEN 'R'
    WHEN left(industry, 2)::INTEGER <= 96 THEN 'S'
    WHEN left(industry, 2)::INTEGER <= 97 THEN 'T'
    ELSE 'UNKNOWN'
END;

-- The row of an industry form: consumption apart, so that the rows add up to all loans.
CREATE MACRO industry_row(purpose, industry) AS
    CASE WHEN purpose = 'CONSUMPTION' THEN 'PERSONAL' ELSE industry_section(industry) END;
