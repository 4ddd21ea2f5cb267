"""Verbs of market, a noun a file."""

from wuhua.areas.market.actions.loading import (
    load_agreements,
    load_files,
    load_surveys,
    load_targets,
)

__all__ = [
    "load_agreements",
    "load_files",
    "load_surveys",
    "load_targets",
]
