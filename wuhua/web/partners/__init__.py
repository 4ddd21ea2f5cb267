"""Pages of partners: agreements, strategic targets, alliance circles."""
