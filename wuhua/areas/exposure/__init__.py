"""Exposure: the gate of concentration (集中度, 大额风险暴露; domain 2.7, 2.8, A91). How much more one borrower and its group
may owe, and holds on that room while something is being decided.

`read.room` answers, `actions.hold` takes room and `actions.release` gives it back; the limits are dated parameters of
compliance. What is owed is read by whoever asks (the notes belong to a later room) and handed in as a function, so that
it is read under the lock; the members of a connected group are handed in too.
"""
