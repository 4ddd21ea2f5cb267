"""The supervisor's forms, one noun a file: each a function from a sealed day to work sheets (底稿)."""

from wuhua.areas.reporting.read.returns.dual import dual
from wuhua.areas.reporting.read.returns.east import east, names_in
from wuhua.areas.reporting.read.returns.exposure import g14
from wuhua.areas.reporting.read.returns.lending import g01_vii, s63
from wuhua.areas.reporting.read.returns.quality import g11, g12

__all__ = ["dual", "east", "g01_vii", "g11", "g12", "g14", "names_in", "s63"]
