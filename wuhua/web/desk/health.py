"""Whether this server can do its work: it answers, its database answers. Nothing about the bank is said."""

from __future__ import annotations

from django.db import Error, connection


def check() -> dict[str, str]:
    """`{"status": "ok", "database": "ok"}`, or `down` where something does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return {"status": "down", "database": "down"}
    return {"status": "ok", "database": "ok"}
