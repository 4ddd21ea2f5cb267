-- 每户余额与逾期: what each borrower owes on a sealed day, for maps and boards that put customers into cells (A16, 1.4).
SELECT
    customer,
    sum(balance) AS balance,
    sum(overdue) AS overdue
FROM book
WHERE moment = 'now'
GROUP BY customer
HAVING sum(balance) <> 0 OR sum(overdue) <> 0
ORDER BY customer;
