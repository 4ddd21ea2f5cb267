"""`wuhua import` as a person or a program runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests import bank_files as bank


def test_the_command_imports_and_refuses(tmp_path: Path, fresh_bank: Any, wuhua: Any) -> None:
    files = bank.small_bank()
    files["notes"][0]["amount"] = "-1"
    folder = bank.write(tmp_path / "files", files)
    refused = wuhua("import", str(folder), "--json", "--rejects", str(tmp_path / "rejects"))
    assert refused.returncode == 1, refused.stderr
    no = json.loads(refused.stdout)["refused"]
    assert (no["name"], no["rejected"]) == ("bad_rows", {"notes": 1})
    assert (tmp_path / "rejects" / "rejects-notes.csv").exists()

    done = wuhua("import", str(bank.write(folder, bank.small_bank())), "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["files"]["notes"]["total"] == "300000.00"
    assert not answer["already_imported"]

    template = wuhua("import", "--template", str(tmp_path / "template"), "--json")
    assert Path(json.loads(template.stdout)["template"]).name == "导入模板.xlsx"
    assert wuhua("import").returncode == 2
