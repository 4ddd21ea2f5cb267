"""The template comes back as an import, and the handbook's page is the formats' own."""

from __future__ import annotations

from pathlib import Path

import fastexcel

from wuhua.bulk.intake import detect, formats, template
from wuhua.bulk.intake.read import read

ROOT = Path(__file__).resolve().parents[2]


def test_the_handbook_is_current() -> None:
    page = ROOT / "docs" / "手册" / "导入.md"
    assert page.read_text(encoding="utf-8") == template.handbook(), "run python -m wuhua.bulk.intake.template"


def test_the_template_has_a_sheet_for_every_file_and_is_read_back_empty(tmp_path: Path) -> None:
    path = template.write_template(tmp_path)
    assert fastexcel.read_excel(path).sheet_names == [each.title for each in (*formats.FORMATS, formats.CONTROLS)]
    sources, unknown = detect.sources_in(tmp_path)
    assert len(sources) == len(formats.FORMATS) + 1
    assert not unknown
    # The row of explanations is no data.
    assert all(len(read(source).frame) == 0 for source in sources)
