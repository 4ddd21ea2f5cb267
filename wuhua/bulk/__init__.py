"""Whole books as columns: the day end and the intake of a bank's files. Only this storey speaks data frames."""
