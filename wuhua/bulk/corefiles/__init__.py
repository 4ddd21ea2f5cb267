"""Daily files between the provincial core system and this one: taken whole or not at all, held against our sealed day, sent
once.

`formats` is the law of the files; `gate` the door to the outside (a folder today, a line tomorrow). In: `receive.receive`
reads (`check`), compares by columns (`ours`, `compare`, `ledger`) and hands the differences to `corelink`; that writes to
no note and no book. Where the core keeps the books, `booking.book_day` books what it took, before the day closes. Out:
`send.send`.
"""
