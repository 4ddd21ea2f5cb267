"""Every Chinese message of the pages has its English, and the compiled catalogue is the written one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_has_its_english() -> None:
    script = _script()
    have = script.pairs()
    assert [each for each in script.wanted() if not have.get(each)] == []


def test_a_new_message_without_english_is_seen(tmp_path: Path) -> None:
    script = _script()
    (tmp_path / "page.html").write_text('{% translate "新的一句" %}', encoding="utf-8")
    script.WEB = tmp_path
    assert script.wanted() == ["新的一句"]
    assert "新的一句" not in script.pairs()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    script = _script()
    written = script.compiled({**script.pairs(), "": script.HEADER})
    assert script.PO.with_suffix(".mo").read_bytes() == written
