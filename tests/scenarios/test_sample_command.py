"""`wuhua sample` as a person or a program runs it, and its files taken by `wuhua import`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from samples.calibrate import CannotCalibrate
from samples.generator import Bank
from wuhua.cli.main import build


def digests(folder: Path) -> dict[str, str]:
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()}


def test_the_same_command_writes_the_same_bytes(tmp_path: Path, wuhua: Any) -> None:
    first = wuhua("sample", "--out", str(tmp_path / "first"), "--borrowers", "200", "--json")
    assert (first.returncode, first.stderr) == (0, "")
    answer = json.loads(first.stdout)
    assert {key: answer[key] for key in ("folder", "day", "seed", "borrowers")} == {
        "folder": str(tmp_path / "first"),
        "day": "2018-09-30",
        "seed": 20180930,
        "borrowers": 200,
    }
    assert answer["rows"] == sum(answer["files"].values())
    (tmp_path / "second").mkdir()  # an empty folder is as good as a new one
    told = wuhua("sample", "--out", str(tmp_path / "second"), "--borrowers", "200")
    assert told.returncode == 0
    assert "工商" in told.stderr, "its progress"
    assert f"{len(answer['files'])} 个文件" in told.stdout
    assert digests(tmp_path / "first") == digests(tmp_path / "second")
    other = wuhua("sample", "--out", str(tmp_path / "other"), "--borrowers", "200", "--seed", "7", "--json")
    assert json.loads(other.stdout)["seed"] == 7
    assert digests(tmp_path / "other") != digests(tmp_path / "first")


def test_A67_what_it_writes_is_imported_without_a_bad_row_or_a_warning(
    tmp_path: Path, fresh_bank: str, wuhua: Any
) -> None:
    folder = str(tmp_path / "files")
    made = json.loads(wuhua("sample", "--out", folder, "--borrowers", "250", "--day", "2017-09-30", "--json").stdout)
    done = wuhua("import", folder, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["cut_over"], answer["rejects"], answer["warnings"]) == ("2017-09-29", [], [])
    counted = {name: told["rows"] for name, told in answer["files"].items()}
    assert counted == made["files"]
    assert {told["encoding"] for told in answer["files"].values()} == {"UTF-8", "UTF-8 BOM", "GB18030", "Excel"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--day", "2018-09-29"], "unsuitable_day"),
        (["--day", "1990-09-30"], "calendar_year_missing"),
        (["--borrowers", "199"], "too_few_borrowers"),
        (["--borrowers", "50001"], "too_many_borrowers"),
    ],
)
def test_a_refusal_has_a_name_and_leaves_nothing(tmp_path: Path, wuhua: Any, words: list[str], name: str) -> None:
    done = wuhua("sample", "--out", str(tmp_path / "files"), *words, "--json")
    assert done.returncode == 1, done.stderr
    no = json.loads(done.stdout)["refused"]
    assert (no["name"], bool(no["reason"]), bool(no["next_step"])) == (name, True, True)
    assert not list(tmp_path.iterdir())


def test_a_town_that_cannot_be_laid_out_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlucky(**_: Any) -> Bank:
        raise CannotCalibrate("no room")

    monkeypatch.setattr("samples.generator.make_bank", unlucky)
    done = CliRunner().invoke(build(), ["sample", "--out", str(tmp_path / "files"), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["refused"]["name"] == "cannot_calibrate"
    assert not list(tmp_path.iterdir())


def test_what_is_in_the_folder_stays_as_it_is(tmp_path: Path, wuhua: Any) -> None:
    kept = tmp_path / "mine.txt"
    kept.write_text("keep")
    used = wuhua("sample", "--out", str(tmp_path), "--json")
    assert used.returncode == 1
    assert json.loads(used.stdout)["refused"]["name"] == "folder_not_empty"
    a_file = wuhua("sample", "--out", str(kept), "--json")
    assert json.loads(a_file.stdout)["refused"]["name"] == "not_a_folder"
    below = wuhua("sample", "--out", str(kept / "below"), "--json")
    assert json.loads(below.stdout)["refused"]["name"] == "cannot_write"
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("mine.txt", "keep")]


def test_a_run_that_was_killed_leaves_no_half_bank_and_the_next_one_goes_on(tmp_path: Path, wuhua: Any) -> None:
    left = tmp_path / ".partial"
    left.mkdir()
    (left / "notes.csv").write_text("half")
    done = wuhua("sample", "--out", str(tmp_path), "--borrowers", "200", "--json")
    assert done.returncode == 0
    assert not left.exists()
    assert (tmp_path / "notes.csv").read_text() != "half"


def test_wrong_usage_is_no_refusal(wuhua: Any) -> None:
    assert wuhua("sample").returncode == 2
    assert wuhua("sample", "--out", "x", "--day", "30.9.2018").returncode == 2
