"""Repayment by file: a bank's answer to the day's debits (代扣回盘), or the core's own repayments, booked as columns.

`formats` is the law of the file; `check` reads it whole and finds every bad line; `split` allocates payments over bills in
the same order as the counter, as columns; `run` books them shard by shard through one bulk verb of servicing, the few that
columns cannot take one by one. What became of each line is kept in `corelink.returned`.
"""
