"""Customer: 一户一档. Who the borrower is, checked and sealed, and what other houses recorded of them.

Identity numbers are checked (GB 32100, GB 11643, GB 11714), stored sealed, found by a blind index and shown masked; a
number belongs to one customer only. `read.customer_for(officer, number)` is the only way to one customer (domain 7);
every unmasking goes through `actions.unmask` with a reason and leaves an audit row. Later rooms send their judgement
back as `Standing`, written by the day end.
"""
