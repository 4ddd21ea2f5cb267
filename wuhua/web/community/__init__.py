"""银企共同体: what each customer was given and what it saved (A81)."""
