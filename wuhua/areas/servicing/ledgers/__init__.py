"""Ledgers officers keep in Excel: handed out with their columns, brought back with the open ones filled in.

A line brought back is compared with the line as it was handed out; what differs in an open column is shown, confirmed and
taken once. Columns, and which are open: `rules.LEDGERS` and docs/手册/台账.md.
"""
