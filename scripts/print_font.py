"""Makes the font of the printed papers: Noto Serif CJK SC, cut to the signs of GBK, its outlines as TrueType.

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python scripts/print_font.py /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc

Needed only to renew the font; the result is committed. reportlab embeds TrueType outlines and no others, so the cubic
outlines are turned into quadratic ones that stray no further than three thousandths of an em, which no printer shows.
The OFL allows all of it; "Noto" is no reserved name.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

FACE = "Noto Serif CJK SC"
TARGET = Path(__file__).resolve().parents[1] / "wuhua/platform/paper/fonts/NotoSerifSC-GBK.ttf"
STRAY = 3.0
MORE = "‰‱—–…·×÷±¥￥“”‘’《》〈〉「」『』【】〔〕①②③④⑤⑥⑦⑧⑨⑩№√□■○●△▲☑☐"
UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG")


def signs() -> set[int]:
    """Every sign GBK can write, ASCII, and a few marks of forms."""
    found = set(range(0x20, 0x7F)) | set(map(ord, MORE))
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def quadratic(font: Any) -> dict[str, Any]:
    """The outlines redrawn as TrueType."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    drawn, outlines = {}, font.getGlyphSet()
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, STRAY, reverse_direction=True))
        drawn[name] = pen.glyph()
    return drawn


def main() -> None:
    """Cut, redraw, write."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection, newTable

    font = next(each for each in TTCollection(sys.argv[1]).fonts if each["name"].getDebugName(1) == FACE)
    options = subset.Options()
    options.layout_features, options.name_IDs, options.hinting = [], ["*"], False
    options.drop_tables += UNUSED
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs())
    cutter.subset(font)
    glyphs = quadratic(font)
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin if glyph.numberOfContours else 0)
    sizes = font["maxp"]
    sizes.tableVersion, sizes.maxZones = 0x00010000, 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions",
                 "ComponentElements", "ComponentDepth"):  # fmt: skip
        setattr(sizes, f"max{name}", 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(glyphs):,} glyphs")


if __name__ == "__main__":
    main()
