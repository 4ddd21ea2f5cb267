-- 大额贷款靠续转保持正常 (practice.md 1, A91): notes of large borrowers still 正常 or 关注 that were lent to repay, renew or
-- restructure an older one.
SELECT note, customer, branch, managing_rm, issue_type, klass, balance, start, maturity, overdue_days,
    sum(balance) OVER (PARTITION BY customer) AS of_customer
FROM book
WHERE moment = 'now'
    AND issue_type IN ('REFINANCE', 'RENEWAL_NO_PRINCIPAL', 'RESTRUCTURED')
    AND coalesce(klass, 'NORMAL') IN ('NORMAL', 'WATCH')
    AND customer IN (
        SELECT b.customer FROM book AS b WHERE b.moment = 'now' GROUP BY b.customer HAVING sum(b.balance) >= $line
    )
ORDER BY of_customer DESC, customer, note;
