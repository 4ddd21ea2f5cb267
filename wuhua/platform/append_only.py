"""Promises kept by the database: what has happened is never edited, deleted or truncated.

`append_only("…")` in a model's `Meta.triggers` makes PostgreSQL itself refuse, with a message that names the promise.
The trigger is django-pgtrigger's (so `makemigrations --check` notices a lost one), less its switch: pgtrigger lets any
session set `pgtrigger.ignore` and walk past, which is good will again. Here only the owner of the table can, by DDL.

Costs nothing on INSERT. A table that must be emptied by tests is dropped with its database (`fresh_bank`).
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from pgtrigger import compiler


class PromiseSql(compiler.UpsertTriggerSql):
    """pgtrigger's installation text without the check of `pgtrigger.ignore`. Migrations name this class: keep it."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};
            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Promise(pgtrigger.Trigger):
    """A trigger that nobody can ask to look away."""

    def compile(self, model: type[models.Model]) -> compiler.Trigger:  # type: ignore[override] # its stub says Model
        words = super().compile(model).sql.kwargs  # type: ignore[arg-type]
        return compiler.Trigger(
            name=self.name, sql=PromiseSql(**{k: v for k, v in words.items() if k != "ignore_func_name"})
        )


def raising(promise: str, constraint: str) -> str:
    """PL/pgSQL that refuses as an integrity error under a constraint's name. `promise` must hold no quote."""
    return (
        f"RAISE EXCEPTION USING MESSAGE = '{promise}', CONSTRAINT = '{constraint}', TABLE = TG_TABLE_NAME, "
        "ERRCODE = 'integrity_constraint_violation';"
    )


def append_only(promise: str) -> tuple[pgtrigger.Trigger, ...]:
    """Triggers refusing UPDATE, DELETE and TRUNCATE, naming `promise` ("分录一经入账,不改不删").

    Even an UPDATE that would touch no row is refused; so `INSERT … ON CONFLICT DO UPDATE` cannot be used there.
    """
    return (
        Promise(
            name="append_only",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
            func=raising(f"{promise}(append_only)", "append_only"),
        ),
    )


def fixed(promise: str, *columns: str) -> tuple[pgtrigger.Trigger, ...]:
    """Rows may change but never go, and the named columns never change once written."""
    return (
        Promise(
            name="never_gone",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete | pgtrigger.Truncate,
            func=raising(f"{promise}(never_gone)", "never_gone"),
        ),
        Promise(
            name="fixed_columns",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(" OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns)),
            func=raising(f"{promise}(fixed_columns)", "fixed_columns"),
        ),
    )
