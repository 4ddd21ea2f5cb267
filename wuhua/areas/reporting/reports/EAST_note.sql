-- EAST 5.0 信贷业务借据表 (domain.md 3.4): what the sealed day says of each note; the rest comes from the note's own record.
SELECT note, customer, customer_kind, size_class, branch, purpose, product, balance, overdue_principal, klass, book_status,
    overdue_days, credit_line, farm, small, inclusive
FROM book
WHERE moment = 'now'
ORDER BY note;
