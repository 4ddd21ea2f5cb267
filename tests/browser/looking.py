"""How a page is looked at: it stands whole, it fits the width, and a picture is kept for whoever asks for one."""

import os
from typing import Any


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
