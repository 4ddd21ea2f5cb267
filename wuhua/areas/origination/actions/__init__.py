"""Verbs of origination, one noun a file. Pages, API and other rooms call `do`; loads come through `loading`."""

from wuhua.areas.origination.actions.closing import funded
from wuhua.areas.origination.actions.common import Now
from wuhua.areas.origination.actions.doors import do
from wuhua.areas.origination.actions.loading import load_applications

__all__ = ["Now", "do", "funded", "load_applications"]
