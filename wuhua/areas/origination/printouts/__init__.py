"""Papers of a case: the contract drawn from its product's template, and the printouts of its file, each time counted.

`clauses` and `layouts` say what stands where, `facts` and `sheets` what is true of a case, `contract` draws the contract,
`actions` has the two verbs. Word templates lie in `templates/`; the legal desk may change their words: docs/手册/合同与打印.md.
"""
