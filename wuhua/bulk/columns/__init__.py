"""Twins of core's formulas as column expressions, under the same file names; `tests/agree` proves each pair equal."""
