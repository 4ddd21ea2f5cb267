-- 一笔借据在封账日的原样: one note as that day's snapshot holds it, whatever was corrected since.
SELECT
    note, rate, maturity, book_status, principal, overdue_principal, balance, overdue_days, klass,
    accrued, unpaid_interest, unpaid_penalty, unpaid_compound
FROM positions
WHERE note = $note;
