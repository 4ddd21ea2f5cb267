"""The machine's entrance: typed, idempotent, documented by itself."""
