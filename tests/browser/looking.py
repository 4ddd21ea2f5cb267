"""How a page is looked at: the desk on a port of its own, a browser, and pages that stand whole and fit the width."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection


@contextmanager
def serving() -> Iterator[str]:
    """The bank as it stands, on a port of its own; answers its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


@contextmanager
def chrome(executable: str | None) -> Iterator[Any]:
    """Debian's Chromium. Playwright keeps a loop in this thread, and the loop a connection of its own: left over, it would
    lead to the bank of the test before, which is gone.
    """
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        connection.close()
        try:
            yield started
        finally:
            connection.close()
            started.close()


def fits(page: Any, name: str, width: int) -> None:
    """Nothing stands out to the right; a picture is kept where WUHUA_PICTURES names a folder.

    A click returns before the page it leads to has arrived, so the document is waited for first:
    a measure of a page half exchanged for the next is no measure.
    """
    page.wait_for_load_state("load")
    page.locator("body").wait_for()
    if folder := os.environ.get("WUHUA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert page.locator("html").evaluate("whole => whole.scrollWidth") <= width, name
