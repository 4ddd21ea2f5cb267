"""The day end: closes one business day of the whole bank, as columns.

`run.close_day` is the door. `load` reads positions and the day's facts, `steps` (an ordered tuple of pure column
functions) decides what the day did, `vouchers` says it in double entry, `write` hands rows to the bulk verbs of the
owning rooms, `snapshot` writes the lake and `seal` proves and closes. docs/DAYEND.md walks through it.
"""
