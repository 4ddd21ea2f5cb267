"""Remove what set-up and running made: `.venv`, `var` with its database server, caches.

A `WUHUA_HOME` outside this folder may be a real bank: it is named, never touched.
Runs on the system's Python with its standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from wuhua.platform import embedded  # noqa: E402


def main() -> None:
    home = ROOT / "var"
    if home.exists() or embedded.left_behind(home):  # root's server does not live beneath its home
        embedded.remove(home)
    for name in (".venv", "var", "build", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "test-results"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for cache in [*ROOT.rglob("__pycache__"), ROOT / ".import_linter_cache"]:
        shutil.rmtree(cache, ignore_errors=True)
    (ROOT / ".setup.lock").unlink(missing_ok=True)
    other = os.environ.get("WUHUA_HOME")
    if other and Path(other).absolute() != home:
        print(f"WUHUA_HOME={other} is outside this folder and was left as it is.", file=sys.stderr)


if __name__ == "__main__":
    main()
