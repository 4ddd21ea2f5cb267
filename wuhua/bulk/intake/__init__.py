"""A bank's files come in: detected, read, checked whole, and loaded in one transaction, or not at all.

`formats` is the law of the files (`form`: what a column is), `run.import_folder` the door. On the way: `detect` (which
file, which encoding), `read` (text columns), `cells` (typed columns), `check` (what must hold), `controls` (control totals), `reject` (bad
rows), `shape`, `load` and `opening` (rows, books), `history` (lake days), `models` (what was imported before).
"""
