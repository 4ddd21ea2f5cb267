"""贷款台账 and one note's page: search, filters, totals, export; terms, plan, statement, what is owed today."""
