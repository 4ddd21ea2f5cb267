"""四公开: what the public reads on a day, and the versions compliance keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.compliance.models import Disclosure
from wuhua.areas.compliance.rules.disclosures import (
    TOPIC_NAMES,
    DisclosureState,
    DisclosureTopic,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One of the four as it stands on a day: plain text, lines as written."""

    topic: DisclosureTopic
    name: str
    version: int
    title: str
    content: str
    effective_from: date


def disclosures(day: date) -> list[Notice]:
    """The four notices in force on `day`, in the order of the rule; one that nobody published is not there. One query.

    No gate: this is what everybody outside reads.
    """
    rows = Disclosure.objects.filter(state=DisclosureState.PUBLISHED, effective_from__lte=day)
    held = {each.topic: each for each in rows.order_by("effective_from", "version")}
    return [
        Notice(topic, TOPIC_NAMES[topic], row.version, row.title, row.content, row.effective_from)
        for topic in DisclosureTopic
        if (row := held.get(topic.value)) is not None
    ]


def disclosed(day: date) -> set[DisclosureTopic]:
    """Which of the four are public on the day."""
    return {each.topic for each in disclosures(day)}


def versions() -> list[Disclosure]:
    """Every version of every topic, newest first."""
    return list(Disclosure.objects.order_by("topic", "-version"))
