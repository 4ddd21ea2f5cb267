"""Performance (业绩): contests of teams, scored from what really happened and from nothing typed in.

A contest keeps the events it was scored from; closed, its ranking is fixed and can be reckoned again out of them by anybody.
A loan that is overdue within months of the end takes its points back. Doors: `actions`, `read`.
"""
