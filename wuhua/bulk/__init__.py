"""Whole books as columns: the only storey that speaks dataframes. Writes through one bulk verb of the owning area."""
