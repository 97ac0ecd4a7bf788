"""Every character that matters can be seen; the others are written out."""

from __future__ import annotations

from pathlib import Path

from wizard.package.layout.faces import FACES, FOLDER, face_of, showable

STANDARD = (Path(__file__).parent / "data" / "tongyong-guifan-hanzi.txt").read_text("utf-8").strip()


def test_the_whole_table_of_standard_characters_is_covered():
    assert len(STANDARD) == 8105
    assert [char for char in STANDARD if face_of(char, False) is None or face_of(char, True) is None] == []


def test_rare_characters_and_emoji_are_covered():
    for char in "𠮷😀龘㱔𬍛①㎡℃¥￥€✓":
        assert face_of(char, False) is not None, char


def test_what_no_font_has_is_written_out():
    assert showable("甲\U0003fff0乙") == "甲〔U+3FFF0〕乙"


def test_invisible_characters_disappear():
    assert showable("a\u200bb\ufe0fc\u202ed\x07") == "abcd"
    assert showable("👍🏽") == "👍"


def test_fonts_stay_small_enough_to_ship():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 40_000_000
    assert all(path.stat().st_size <= 2_500_000 for path in (FOLDER / "web").iterdir())


def test_every_font_has_its_licence():
    names = {path.name for path in FOLDER.iterdir()}
    assert {"OFL-NotoSansSC.txt", "OFL-NotoEmoji.txt", "OFL-FallbackKai.txt", "LICENSE-FallbackMing.txt"} <= names
    assert all((FOLDER / face.file_name).exists() for face in FACES)


def test_reduced_fonts_do_not_use_reserved_names():
    for face in FACES[2:3] + FACES[4:]:
        assert not any(reserved in face.name for reserved in ("LXGW", "霞鹜", "Hana", "花園"))
