"""The command line: one file per command, each with `register(app)`. Parse, make one call, answer.

A command file imports nothing heavy at its top (no Django model, no polars): `--help` and `quote` start at once.
Inside the command, `console.open_house()` brings up Django and the database; then import what is needed.
"""
