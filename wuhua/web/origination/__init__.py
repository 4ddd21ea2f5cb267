"""Pages of the five-step case: the desk, one case, the investigation on the phone."""
