"""The ecology map, the board of cells, duty, the pool, service points and ties."""
