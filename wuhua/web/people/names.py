"""What kinds and states of being away are called."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "away_kind": {"ROTATION": _("轮岗"), "COMPULSORY_LEAVE": _("强制休假")},
    "away_state": {"AWAY_PLANNED": _("已安排"), "AWAY_TAKEN": _("已执行"), "AWAY_OFF": _("已取消")},
}
