"""经营驾驶舱: the two axes, the five dimensions, trends and lights, and the way down to one customer (A1, A3)."""
