"""The two child processes of a running bank: the web server and the worker of the background queue.

A child that ends is started again, a little later each time; one that cannot stay up ends the whole. A signal to us
stops both in good order. Should we be killed outright, Linux ends them with us.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

STEADY_SECONDS = 60  # one that lived this long starts with a clean slate
TRIES = 5
STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


def port_is_free(host: str, port: int) -> bool:
    """Can a server listen here now?"""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _end_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that should always be there."""

    name: str
    command: Sequence[str]
    tries: int = 0
    born: float = 0.0
    again_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.born = time.monotonic()
        # Its own session: Ctrl-C reaches us alone, and we stop it in order.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def watch(self) -> bool:
        """Start it (again) when it is not there. False when it has ended too often to hope."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.tries = 1 if now - self.born > STEADY_SECONDS else self.tries + 1
            self.again_at = now + 2**self.tries / 4
            self.process = None
        if self.process is None and now >= self.again_at:
            if self.tries >= TRIES:
                return False
            self.start()
        return True

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def bank(host: str, port: int) -> list[Child]:
    """The web server and the queue's worker of this installation."""
    python = [sys.executable, "-P", "-m"]
    server = [*python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "2"]
    server += ["--blocking-threads", "4", "--log-level", "warning"]
    worker = [*python, "wuhua", "worker"]
    return [Child("web", [*server, "wuhua.config.wsgi:application"]), Child("worker", worker)]


def run(children: Sequence[Child], *, ready: Callable[[], bool], announce: Callable[[], None]) -> str | None:
    """Keep the children up until SIGINT or SIGTERM. Answers None, or the name of the one that would not stay."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    announced = False
    try:
        while not stopping:
            for child in children:
                if not child.watch():
                    return child.name
            if not announced and ready():
                announce()
                announced = True
            time.sleep(0.2)
        return None
    finally:
        for child in reversed(children):
            child.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def answers(address: str) -> bool:
    """Does the server answer at this address, whatever it says?"""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def environment_for_children() -> None:
    """What the children read: the same settings and the same home, whatever folder they start in."""
    from wuhua.platform import home

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhua.config.settings")
    os.environ["WUHUA_HOME"] = str(home.home())
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(home.ROOT), os.environ.get("PYTHONPATH")]))
