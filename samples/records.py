"""Placeholder until the records are written."""


def write(bank, writer):
    pass
