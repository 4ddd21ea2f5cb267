"""Talking to borrowers before and after money is due: the interest calendar, call notes, plans for maturity.

What will be due is computed from the notes by `forecast` and never stored; what people said about it is, by `actions`.
"""
