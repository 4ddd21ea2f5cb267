"""Why a file is refused. Apart from `files`, which keeps them in the database: who only reads a workbook needs no bank."""

from __future__ import annotations

from wuhua.core.refuse import Refusal


class FileRefusal(Refusal):
    """Why a file is not kept, or not given out."""

    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNKNOWN = "file_unknown"
    FILE_LOST = "file_lost"
    FILE_ALTERED = "file_altered"
    FILE_DAMAGED = "file_damaged"
