"""The description of the API calls a thing by its place and name: two `Decision` of two rooms are two things in it.

The library keeps what it describes by the class's bare name, the later over the earlier: without this a program that was
written by the description would send the wrong body. `named_apart` is called before the first description is made.
"""

from __future__ import annotations

import re

from ninja.openapi import schema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreModeRef, DefsRef

_OURS = re.compile(r"wuhua\.(?:api\.v1\.)?([\w.]+):\d+")


class Apart(NinjaGenerateJsonSchema):
    """Puts the place before the name, where the thing is ours."""

    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """`verbs.Decision` first; the library's own choices behind it, should input and output differ."""
        ref = super().get_defs_ref(core_mode_ref)
        ours = _OURS.fullmatch(core_mode_ref[0])
        if ours:
            apart = DefsRef(ours[1])
            choices = self._prioritized_defsref_choices[ref]
            choices[:2] = [apart, DefsRef(f"{apart}-{core_mode_ref[1]}")]
        return ref


def named_apart() -> None:
    """Let the library name things so."""
    schema.NinjaGenerateJsonSchema = Apart  # type: ignore[misc]
