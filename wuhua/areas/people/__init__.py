"""People: who works here, in which of the five teams, for which zone, in which role, and who may see what of whom.

Terms of 五大专营团队, 划区明责 and 前中后台 (domain 1.3, 1.4, 1.21) are kept in `rules`, together with the one table of
sight (domain 7): every access gate of every room asks it. `read.officer` makes the value that gates take as `actor`;
`actions` appoints, signs in, locks out, and loads a bank's files.
"""
