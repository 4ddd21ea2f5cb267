"""The officers' pages: parse, make one call, answer."""
