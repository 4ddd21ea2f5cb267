"""日终: which day is next, what stands in the way, the button with its second look, the last seals."""
