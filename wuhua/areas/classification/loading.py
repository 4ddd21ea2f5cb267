"""Bulk verbs of classification: a day's changes and proposals, and the classes a cut-over brings, as opaque rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.classification.models import NoteClass
from wuhua.areas.classification.rules import Klass
from wuhua.core.refuse import ensure
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows, copy_in

CHANGE_COLUMNS = ("note_id", "before", "after", "basis")
PROPOSAL_COLUMNS = ("note_id", "current", "proposed", "basis")

_SILENT = """
SELECT count(*) FROM stage_change AS s LEFT JOIN classification_noteclass AS n USING (note_id)
WHERE array_position(%(order)s, s.after) <= array_position(%(order)s, coalesce(n.klass, 'NORMAL'))
"""
_RECORD = """
INSERT INTO classification_classchange (note_id, business_date, recorded_at, before, after, basis, way, actor, reason)
SELECT note_id, %(day)s, %(now)s, before, after, basis, 'DAYEND', %(actor)s, '' FROM stage_change ORDER BY note_id
"""
_APPLY = """
INSERT INTO classification_noteclass AS c (note_id, klass, since, basis)
SELECT note_id, after, %(day)s, basis FROM stage_change
ON CONFLICT (note_id) DO UPDATE SET klass = excluded.klass, since = excluded.since, basis = excluded.basis
"""
_LAPSE = """
UPDATE classification_classproposal p SET state = 'LAPSED', decided_on = %(day)s
FROM stage_change s WHERE p.note_id = s.note_id AND p.state = 'OPEN'
"""
# Refused once, an upgrade is not asked for again every night; only when the class has moved since.
_PROPOSE = """
INSERT INTO classification_classproposal AS p
    (note_id, proposed_on, current, proposed, basis, state, decided_by, reason)
SELECT s.note_id, %(day)s, s.current, s.proposed, s.basis, 'OPEN', '', '' FROM stage_proposal AS s
WHERE NOT EXISTS (
    SELECT FROM classification_classproposal AS r LEFT JOIN classification_noteclass AS n USING (note_id)
    WHERE r.note_id = s.note_id AND r.state = 'REJECTED' AND r.proposed = s.proposed
        AND r.decided_on >= coalesce(n.since, DATE '1900-01-01'))
ON CONFLICT (note_id) WHERE state = 'OPEN' DO UPDATE
SET proposed = excluded.proposed, basis = excluded.basis WHERE p.proposed <> excluded.proposed
"""


def write_day(*, actor: str, business_date: date, changes: Rows, proposals: Rows) -> None:
    """What the day end found: downgrades take effect and lapse what was proposed; upgrades wait for a person.

    A change that would not worsen a class is our own fault, and stops the close.
    """
    ensure(changes.columns == CHANGE_COLUMNS, f"changes have columns {CHANGE_COLUMNS}, not {changes.columns}")
    ensure(proposals.columns == PROPOSAL_COLUMNS, f"proposals have columns {PROPOSAL_COLUMNS}, not {proposals.columns}")
    if changes.count == 0 and proposals.count == 0:
        return
    words: dict[str, Any] = {"day": business_date, "now": clock.now(), "actor": actor}
    with connection.cursor() as cursor:
        if changes.count:
            cursor.execute(
                "CREATE TEMP TABLE stage_change ON COMMIT DROP AS"
                " SELECT note_id, before, after, basis FROM classification_classchange WITH NO DATA"
            )
            copy_in(changes, into="stage_change")
            cursor.execute(_SILENT, {"order": [klass.value for klass in Klass]})
            silent = cursor.fetchone()[0]
            ensure(silent == 0, f"{silent} classes would be raised without a person")
            for statement in (_RECORD, _APPLY, _LAPSE):
                cursor.execute(statement, words)
            cursor.execute("DROP TABLE stage_change")
        if proposals.count:
            cursor.execute(
                "CREATE TEMP TABLE stage_proposal ON COMMIT DROP AS"
                " SELECT note_id, current, proposed, basis FROM classification_classproposal WITH NO DATA"
            )
            copy_in(proposals, into="stage_proposal")
            cursor.execute(_PROPOSE, words)
            cursor.execute("DROP TABLE stage_proposal")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="classification.day_written",
        subject=f"day:{business_date.isoformat()}",
        after={"changes": changes.count, "proposals": proposals.count},
    )


def load_classes(*, actor: str, business_date: date, rows: Rows) -> int:
    """Classes that came with a cut-over: (note_id, klass, since, basis). Answers how many."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=NoteClass, action="classification.imported"
    )
