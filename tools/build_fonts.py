"""Make everything in assets/fonts from its published sources (needs fontTools and brotli; run by hand, rarely).

Sources, all under the SIL Open Font License or freer:
  npm @expo-google-fonts/noto-sans-sc 0.4.3 and @expo-google-fonts/noto-emoji (copied unchanged);
  Debian fonts-lxgw-wenkai and fonts-hanazono (cut down to characters the others lack, and renamed, because both
  reserve their names for unchanged files).

usage: build_fonts.py NODE_MODULES LXGW_TTF HANA_A_TTF HANA_B_TTF
"""

from __future__ import annotations

import bz2
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "assets" / "fonts"
UNIHAN = Path("/usr/share/unicode")
PERSONAL_AND_PLACE_NAMES = ("GIDC", "GXM", "GDM", "GZJW", "GPGLG", "GHZR", "GKX", "GCH", "GFZ", "GGFZ")
HANA_LIMIT_BYTES = 6_500_000


def unihan(file: str, field: str) -> dict[int, str]:
    """Code point → value of one Unihan field."""
    with bz2.open(UNIHAN / file, "rt", encoding="utf8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("#"))
        return {int(row[0][2:], 16): row[2] for row in rows if len(row) == 3 and row[1] == field}


def characters(font: Path) -> set[int]:
    """The code points a font has glyphs for."""
    return set(TTFont(font, lazy=True).getBestCmap())


def cut(source: Path, wanted: set[int], target: Path, name: str = "", flavour: str | None = None) -> None:
    """Write `source` reduced to `wanted`; with `name`, under that family name."""
    options = subset.Options()
    options.layout_features = [] if name else ["kern", "palt", "halt", "locl"]
    options.hinting, options.notdef_outline, options.flavor = False, True, flavour
    options.name_IDs = ["*"]
    font = subset.load_font(source, options)
    shrink = subset.Subsetter(options)
    shrink.populate(unicodes=wanted)
    shrink.subset(font)
    if name:
        rename(font, name)
    subset.save_font(font, target, options)
    print(
        f"{target.name}: {len(wanted & characters(target)) if not flavour else len(wanted)} characters, "
        f"{target.stat().st_size:,} bytes"
    )


def rename(font: TTFont, name: str) -> None:
    """Give a cut-down font its own name; the reserved names may not be used for it."""
    texts = {1: name, 2: "Regular", 3: f"{name} 1.0", 4: name, 6: name.replace(" ", ""), 16: name, 17: "Regular"}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for number, text in texts.items():
        table.setName(text, number, 3, 1, 0x409)


def gb2312() -> set[int]:
    """Every character of GB 2312, ASCII and the punctuation the screens use."""
    found = set(range(0x20, 0x7F)) | {ord(c) for c in "·—–…‘’“”•←→↑↓✓×÷≤≥≈°±€£¥©®™①②③④⑤⑥⑦⑧⑨⑩〔〕"}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def names_first(candidates: set[int]) -> list[int]:
    """Ideographs used for people and places in China first, the rest by code point."""
    source = unihan("Unihan_IRGSources.txt.bz2", "kIRG_GSource")
    return sorted(candidates & set(source), key=lambda c: (not source[c].startswith(PERSONAL_AND_PLACE_NAMES), c))


def main() -> None:
    """Copy, cut and check."""
    modules, lxgw, hana_a, hana_b = (Path(argument) for argument in sys.argv[1:5])
    sans, emoji = modules / "@expo-google-fonts/noto-sans-sc", modules / "@expo-google-fonts/noto-emoji"
    regular = FONTS / "NotoSansSC-Regular.ttf"
    shutil.copyfile(sans / "400Regular/NotoSansSC_400Regular.ttf", regular)
    shutil.copyfile(sans / "700Bold/NotoSansSC_700Bold.ttf", FONTS / "NotoSansSC-Bold.ttf")
    shutil.copyfile(emoji / "400Regular/NotoEmoji_400Regular.ttf", FONTS / "NotoEmoji-Regular.ttf")
    shutil.copyfile(sans / "LICENSE_FONT", FONTS / "OFL-NotoSansSC.txt")
    shutil.copyfile(emoji / "LICENSE_FONT", FONTS / "OFL-NotoEmoji.txt")
    have = characters(regular)
    cut(lxgw, characters(lxgw) - have, FONTS / "FallbackKai-Regular.ttf", "Wizard Fallback Kai")
    have |= characters(lxgw) | characters(FONTS / "NotoEmoji-Regular.ttf")
    rare = names_first((characters(hana_a) | characters(hana_b)) - have)
    rare = set(rare[: HANA_LIMIT_BYTES // 480])
    cut(hana_b, rare & characters(hana_b), FONTS / "FallbackMing-Regular.ttf", "Wizard Fallback Ming")
    for weight, name in (("400Regular/NotoSansSC_400Regular", "Regular"), ("700Bold/NotoSansSC_700Bold", "Bold")):
        cut(sans / f"{weight}.ttf", gb2312(), FONTS / "web" / f"NotoSansSC-{name}.woff2", flavour="woff2")
    standard = sorted(unihan("Unihan_OtherMappings.txt.bz2", "kTGH"))
    data = ROOT / "tests" / "unit" / "package" / "data" / "tongyong-guifan-hanzi.txt"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text("".join(map(chr, standard)) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
