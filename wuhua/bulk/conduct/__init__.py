"""A look at the whole book for conduct (A86): money that went out beside what borrowers bought or placed."""
