"""One customer behind many records: registry, power, rosters, visits and court lists have no number of ours.

`records` reads what is compared, `model` weighs it with splink on DuckDB, `settle` decides by thresholds, `run.link` is the
door and hands the pairs to `customer.actions.write_links`; `truth` measures against a file of what is true.
"""
