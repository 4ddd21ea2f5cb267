"""Compliance: a gate others call. Thresholds by date and rule set, forbidden purposes, forbidden fees.

No threshold is a constant in code (domain 0.2): `read.parameters(day)` answers with the values in force, `RS2018` for
the replay of 2018 and `RS_CURRENT` for live business. `read.purpose` refuses a purpose that takes money out of the real
economy (A3); `read.fee` refuses the fees of 两禁.
"""
