"""Product: 三个统一. What the bank lends by: one template, one standard, one flow for each product.

The nine sheets of domain 1.13 are data (`rules.sheets`). A sheet is drafted, approved by two people who did not draft
it, and published; without all three parts filled it cannot be (A46). `rules.check_case` tells whether region, industry,
limit and authority of a case fit the sheet, with the id of the rule that says no (A47). The number of products shown
anywhere is counted from the catalogue (A48).
"""
