"""Postloan: what is looked after once the money is out. So far step 5 of the five steps (A44): 三管账、两入户、一终止.

Every borrower is looked at each month on six lines; where a stop condition is met, use ends at once: the card is frozen and
no note can be drawn upon, until another person lifts it. Rings, sieve, call-back and collection come to this room next.
"""
