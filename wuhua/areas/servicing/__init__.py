"""Servicing: the life of a loan note (借据) after the money has left.

Terms, events and bills that fell due are the facts; plans, accrued interest and overdue days are computed from them
and a date. Read through `read`, change through `actions` (one verb, one transaction); a whole day is closed by
`wuhua.bulk.dayend`, which writes through `actions.write_day`. Rules: money.md "Interest", "Overdue" and the payment
order of 银发〔1999〕77号, 银发〔2003〕251号, kept in `rules`.
"""
