"""Linked records: the queue of pairs that wait for a person, one pair with its history, what belongs to a customer."""
