"""Printing: what may be printed of a note or a customer, each time counted, and what has been printed before."""
