"""What is true on paper: money, rates, days, interest, plans, the order in which a payment is used, refusals.

Exact whole numbers only. No framework, no clock, no database, no data frame: every function gives the same answer
for the same arguments for ever, and `design/money.md` is the law it follows. Everything above may import it, and it
imports nothing of ours.
"""
