"""Try to have Chromium and a Chinese font for the browser tests. Never fails; what is missing is said by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    if any(map(shutil.which, NAMES)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Browser tests: apt-get install chromium fonts-noto-cjk ...", file=sys.stderr, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        for command in (["apt-get", "update"], install):
            subprocess.run(command, env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    if not any(map(shutil.which, NAMES)):
        print("Browser tests will be skipped: no Chromium (apt-get install chromium fonts-noto-cjk).", file=sys.stderr)


if __name__ == "__main__":
    main()
