"""Pages of step 5 (A44): the desk of the month, one borrower's six lines, stops in force."""
