"""批量授信 over a whole list (A70): read a list, link it on keys, ask the tables, compute the limits, write the lines once.

`run.assess_list` is the door. Everything is columns; the one bulk verb of market writes, and what is there already in the
same words is not written again.
"""
