"""台账: hand a ledger out, bring it back, look at the difference, confirm it."""
