"""Pages of exposure: groups and rings of sureties in sight, and one customer's room."""
