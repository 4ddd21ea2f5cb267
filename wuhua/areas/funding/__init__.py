"""Funding: 再贷款. What was borrowed from the central bank, and which note stands behind which borrowing.

Applied, drawn and outstanding are three figures (A82). 支农 and 支小 are two programmes, never added up silently.
"""
