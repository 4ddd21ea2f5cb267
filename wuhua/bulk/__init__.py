"""Whole books as columns: the day end, intake, linkage, batch credit. Only this storey speaks data frames."""
