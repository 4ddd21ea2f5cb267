"""Papers of the county's work: the card of a household, letters of pre-approval, what a customer was given, a book handed over.

`layouts` says what stands where, `sheets` what is true of it, `actions` counts that it is printed and draws it as PDF or Word.
The Word templates lie in `templates/`; the legal desk may change their words.
"""
