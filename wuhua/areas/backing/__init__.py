"""Backing (合作增信): who stands behind a loan besides its borrower and guarantor: a risk pool (助保贷, A57), a core firm
(强企贷, A55), the tax house's word (信税通, A56).

Each keeps an append-only ledger from which the room left is computed and never typed. Origination stands below and asks
through `Outside` (`read.asked`); `corelink.casework.pay` commits under the lock of the pool or the firm, so that two cases at once
cannot pass it; compensation and sweeps move money through servicing's own verbs. Doors: `actions`, `read`.
"""
