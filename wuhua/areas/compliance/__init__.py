"""Compliance: a gate others call. Thresholds by date and rule set, forbidden purposes, forbidden fees.

No threshold is a constant in code (domain 0.2): `read.parameters(day)` answers with the values in force, `RS2018` for
the replay of 2018 and `RS_CURRENT` for live business. `read.purpose` refuses a purpose that takes money out of the real
economy (A3); `read.fee` refuses the fees of 两禁.

Conduct (A86): `rules.conduct`, `rules.charges` and `rules.disclosures` hold 七不准, 两禁两限 and 四公开. An upper room asks
`rules.conduct.check_price` and `check_all_in` for a price, `read.refused_fee` and `read.approved` before it takes a fee, and
`bulk.conduct.run.scan` looks at the book; `read.disclosures(day)` is what the public reads.
"""
