"""付息日历: who to call before the debit and after it, what matures and what becomes of it. Made for one hand on a phone."""
