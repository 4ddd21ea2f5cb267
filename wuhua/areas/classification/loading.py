"""Bulk verbs of classification: what a day end found, and the classes a cut-over brings, as opaque rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.classification.models import NoteClass
from wuhua.areas.classification.rules import Klass
from wuhua.core.refuse import ensure
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows, copy_in

COLUMNS = {
    "changes": ("note_id", "before", "after", "basis", "reason", "clear_from"),
    "proposals": ("note_id", "current", "proposed", "basis"),
    "lapsed": ("note_id",),
    "cleared": ("note_id", "clear_from"),
    "marks": ("note_id", "mark", "since", "reason"),
    "ended": ("note_id", "mark", "since"),
}
"""What each kind of row brings. `ended` are marks whose event has been reversed; `cleared` only moves the day from which
a note counts as paid up."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the day end found about classes, each as rows with the columns of `COLUMNS`."""

    changes: Rows
    proposals: Rows
    lapsed: Rows
    cleared: Rows
    marks: Rows
    ended: Rows

    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {name: getattr(self, name).count for name in COLUMNS}


_STAGE = {
    "changes": "note_id bigint, before text, after text, basis text, reason text, clear_from date",
    "proposals": "note_id bigint, current text, proposed text, basis text",
    "lapsed": "note_id bigint",
    "cleared": "note_id bigint, clear_from date",
    "marks": "note_id bigint, mark text, since date, reason text",
    "ended": "note_id bigint, mark text, since date",
}
_SILENT = """
SELECT count(*) FROM stage_changes AS s LEFT JOIN classification_noteclass AS n USING (note_id)
WHERE array_position(%(order)s, s.after) <= array_position(%(order)s, coalesce(n.klass, 'NORMAL'))
"""
_RECORD = """
INSERT INTO classification_classchange (note_id, business_date, recorded_at, before, after, basis, way, actor, reason)
SELECT note_id, %(day)s, %(now)s, before, after, basis, 'DAYEND', %(actor)s, reason FROM stage_changes ORDER BY note_id
"""
# A class that got worse past what people had set aside ends what they set aside.
_APPLY = """
INSERT INTO classification_noteclass AS c (note_id, klass, since, basis, clear_from)
SELECT note_id, after, %(day)s, basis, clear_from FROM stage_changes
ON CONFLICT (note_id) DO UPDATE SET klass = excluded.klass, since = excluded.since, basis = excluded.basis,
  clear_from = excluded.clear_from, waived = '', waived_until = NULL
"""
_LAPSE = """
UPDATE classification_classproposal p SET state = 'LAPSED', decided_on = %(day)s
FROM {stage} s WHERE p.note_id = s.note_id AND p.state = 'OPEN' {whose}
"""
# Refused once, an upgrade is not asked for again every night; only when the class has moved since. What a person asked
# for, or has already said yes to, is not asked anew over their heads.
_PROPOSE = """
INSERT INTO classification_classproposal AS p
    (note_id, proposed_on, current, proposed, basis, state, decided_by, reason)
SELECT s.note_id, %(day)s, s.current, s.proposed, s.basis, 'OPEN', '', '' FROM stage_proposals AS s
WHERE NOT EXISTS (
    SELECT FROM classification_classproposal AS r LEFT JOIN classification_noteclass AS n USING (note_id)
    WHERE r.note_id = s.note_id AND r.state = 'REJECTED' AND r.proposed = s.proposed
        AND r.decided_on >= coalesce(n.since, DATE '1900-01-01'))
ON CONFLICT (note_id) WHERE state = 'OPEN' DO UPDATE
SET proposed = excluded.proposed, basis = excluded.basis
WHERE p.proposed <> excluded.proposed AND p.proposed_by = 'DAYEND'
    AND NOT EXISTS (SELECT FROM classification_classvote v WHERE v.proposal_id = p.id)
"""
_CLEAR = """
UPDATE classification_noteclass c SET clear_from = s.clear_from FROM stage_cleared s WHERE c.note_id = s.note_id
"""
_MARK = """
INSERT INTO classification_notemark (note_id, mark, since, reason, actor, business_date, recorded_at)
SELECT note_id, mark, since, reason, %(actor)s, %(day)s, %(now)s FROM stage_marks ORDER BY note_id, mark
ON CONFLICT (note_id, mark, since) WHERE ends IS NULL DO NOTHING
"""
_END = """
INSERT INTO classification_notemark (note_id, mark, since, until, ends, reason, actor, business_date, recorded_at)
SELECT m.note_id, m.mark, m.since, %(day)s, m.id, '所依据的业务已冲正', %(actor)s, %(day)s, %(now)s
FROM stage_ended s JOIN classification_notemark m USING (note_id, mark, since) WHERE m.ends IS NULL
ORDER BY m.note_id, m.mark, m.since
"""


def write_day(*, actor: str, business_date: date, found: Found) -> None:
    """What the day end found: downgrades take effect and lapse what was proposed; upgrades wait for a person.

    A change that would not worsen a class is our own fault, and stops the close.
    """
    for name, columns in COLUMNS.items():
        brought = getattr(found, name).columns
        ensure(brought == columns, f"{name} have columns {columns}, not {brought}")
    if not any(found.counts().values()):
        return
    words: dict[str, Any] = {"day": business_date, "now": clock.now(), "actor": actor}
    _write(found.ended, "ended", words, _END)
    _write(found.marks, "marks", words, _MARK)
    _write(found.lapsed, "lapsed", words, _LAPSE.format(stage="stage_lapsed", whose="AND p.proposed_by = 'DAYEND'"))
    _write(found.changes, "changes", words, _RECORD, _APPLY, _LAPSE.format(stage="stage_changes", whose=""))
    _write(found.proposals, "proposals", words, _PROPOSE)
    _write(found.cleared, "cleared", words, _CLEAR)
    audit.record(
        actor=actor,
        business_date=business_date,
        action="classification.day_written",
        subject=f"day:{business_date.isoformat()}",
        after=found.counts(),
    )


def _write(rows: Rows, name: str, words: dict[str, Any], *statements: str) -> None:
    """The rows into a stage, and what is done from there."""
    if rows.count == 0:
        return
    stage = f"stage_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {stage} ({_STAGE[name]}) ON COMMIT DROP")
        copy_in(rows, into=stage)
        if name == "changes":
            cursor.execute(_SILENT, {"order": [klass.value for klass in Klass]})
            silent = cursor.fetchone()[0]
            ensure(silent == 0, f"{silent} classes would be raised without a person")
        for statement in statements:
            cursor.execute(statement, words)
        cursor.execute(f"DROP TABLE {stage}")


def load_classes(*, actor: str, business_date: date, rows: Rows) -> int:
    """Classes that came with a cut-over: (note_id, klass, since, basis). Answers how many."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=NoteClass, action="classification.imported"
    )
