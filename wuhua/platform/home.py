"""Where this installation lives, read from the environment and nowhere else.

`WUHUA_HOME` (default `var` beside the package) holds keys, lake and the record of the embedded server;
`WUHUA_LAKE` may put the lake elsewhere; `WUHUA_DATABASE_URL` names a PostgreSQL server of the bank's own.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from wuhua.platform import embedded

ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder of this installation, absolute. It need not exist yet."""
    return Path(os.environ.get("WUHUA_HOME") or ROOT / "var").expanduser().absolute()


def lake() -> Path:
    """The folder of the sealed Parquet days."""
    return Path(os.environ.get("WUHUA_LAKE") or home() / "lake").expanduser().absolute()


def database_url() -> str:
    """The bank's own server where one is named, else the embedded one (which need not be running yet)."""
    return os.environ.get("WUHUA_DATABASE_URL") or embedded.url(home())


def own_secret(name: str) -> str:
    """A random secret kept in the home's `keys` folder (0700) in a file only its owner reads; made on first use."""
    return embedded.secret_file(home() / "keys" / name, lambda: secrets.token_urlsafe(48))
