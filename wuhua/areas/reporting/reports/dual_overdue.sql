-- 双逾 (A94, domain.md 1.16 (6)): every note with something overdue, its type by which dues are overdue, and the balance a
-- report counts as overdue. The reading in force chooses whom the list shows.
SELECT
    note, customer, branch, managing_rm, product, security, klass, balance, overdue_principal, overdue, overdue_days,
    principal_due, interest_due,
    overdue_type(principal_due, interest_due, getvariable('day')) AS kind
FROM book
WHERE moment = 'now' AND coalesce(overdue_days, 0) > 0
ORDER BY overdue_days DESC, note;
