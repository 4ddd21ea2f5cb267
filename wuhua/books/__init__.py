"""The ledger: double entry, one door in (`post`), and a proof anyone can run.

Entries balance or cannot be built; the database says so again, and lets nothing that was posted be changed. Balances are
kept twice on purpose (by control account and by sub-account) beside the lines they are the sums of: a counter needs a
balance in one read, and the day end proves every night that the three agree. Doors: `rules` for the words, `post.post`
and `post.post_many` for entries, `post.post_bulk` for a day end's columns, `read` for questions.
"""
