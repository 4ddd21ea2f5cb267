"""Pages of who stands behind loans: risk pools, core firms, what the tax house froze."""
