"""The English words of the pages: find what has none yet, and compile `django.po` into `django.mo` without gettext's tools.

    python scripts/messages.py          name every Chinese message without an English one (exit 1), and compile
    python scripts/messages.py --list   print every message the pages use

Messages are Chinese; they stand in templates (`translate`, `blocktranslate`), in `_()`, `gettext*()`, and in the tables of
names that `word` and `label` look up (`gettext_noop`). No plurals, no contexts: the catalogue is a plain list of pairs.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "wuhua" / "web"
PO = ROOT / "wuhua" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
HAN = re.compile(r"[㐀-鿿]")

_TAG = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_FILTER = re.compile(r"""_\("([^"]*)"\)""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
_PAIR = re.compile(r'^msgid "(.*)"\nmsgstr "(.*)"$', re.M)


def wanted() -> list[str]:
    """Every message the pages use, in the order of files."""
    found: dict[str, None] = {}
    for path in sorted(WEB.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for pair in _TAG.findall(text):
            found[pair[0] or pair[1]] = None
        for one in _FILTER.findall(text):
            found[one] = None
        for block in _BLOCK.findall(text):
            found[re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block)] = None
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        found[argument.value] = None
    return [each for each in found if HAN.search(each)]


def pairs() -> dict[str, str]:
    """The catalogue as it is written."""
    text = PO.read_text(encoding="utf-8") if PO.exists() else ""
    return {_plain(key): _plain(value) for key, value in _PAIR.findall(text)}


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def compiled(catalogue: dict[str, str]) -> bytes:
    """GNU's binary form: a header, two tables of (length, offset), and the texts, sorted by their bytes."""
    rows = sorted((key.encode(), value.encode()) for key, value in catalogue.items() if value)
    head, size = 28, len(rows) * 8
    at = head + 2 * size
    tables, texts = [b"", b""], b""
    for side in (0, 1):
        for row in rows:
            tables[side] += struct.pack("<2I", len(row[side]), at + len(texts))
            texts += row[side] + b"\0"
    return (
        struct.pack("<7I", 0x950412DE, 0, len(rows), head, head + size, 0, head + 2 * size) + b"".join(tables) + texts
    )


HEADER = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: en\n"


def main() -> int:
    """What is missing, by name; and the compiled catalogue."""
    if "--list" in sys.argv:
        sys.stdout.write("\n".join(wanted()) + "\n")
        return 0
    have = pairs()
    missing = [each for each in wanted() if not have.get(each)]
    PO.with_suffix(".mo").write_bytes(compiled({**have, "": HEADER}))
    sys.stdout.write("".join(f"{each}\n" for each in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
