"""Pages of contests: the list, one contest's ranking, what happened in a team, opening and closing."""
