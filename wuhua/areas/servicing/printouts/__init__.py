"""Papers about a note, a customer or an account, as PDF and Word, each time counted.

`layouts` says what stands where, `sheets` what is true of it on a day, `pdf` and `word` put it on paper, `actions` counts.
The Word templates in `templates/` are the legal desk's: their wording may be changed there; placeholders: docs/手册/打印.md.
"""
