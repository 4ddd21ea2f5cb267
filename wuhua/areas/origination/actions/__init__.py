"""Verbs of origination, one noun a file. Pages, API and other rooms call `do`; loads come through `loading`."""

from wuhua.areas.origination.actions.closing import funded, funded_by_core, handed
from wuhua.areas.origination.actions.common import Now
from wuhua.areas.origination.actions.doors import do
from wuhua.areas.origination.actions.loading import load_applications, load_cases

__all__ = ["Now", "do", "funded", "funded_by_core", "handed", "load_applications", "load_cases"]
