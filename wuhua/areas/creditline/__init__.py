"""授信卡 (A59, A61, A62, A69): one approval, drawn at any time, interest from the draw day, none from the repayment day.

A card stands on one revolving note of servicing and never moves money itself: `actions.draw` sends its own row, its limit
and exposure's holds along in servicing's four trips, and the note bears every fen. A customer has one living card, and the
database says so. `actions.open_card` takes a `Grant` that the case has approved; what loosens a card (开卡 by hand, 解冻,
续期, 恢复额度) is asked by one person and decided by another (`actions.orders`); what tightens it is done at once, by people
or by the daily run (`actions.watch`). `read` answers for an officer's own customers only.
"""
