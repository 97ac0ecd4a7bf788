"""An old Excel file whose chains of sectors lead nowhere is told before anybody follows them, wherever it is opened."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from wizard.compound_files import falls_apart
from wizard.evidence.covering import CannotCover
from wizard.evidence.showing import shown_of
from wizard.evidence.starring import star, survey_of
from wizard.ledger import UnreadableBill
from wizard.ledger.layout import layout
from wizard.ledger.reading import read_export

XLS = "application/vnd.ms-excel"
SOUND = (Path(__file__).parents[1] / "fixtures" / "excel" / "orders.xls").read_bytes()
SECTOR = 512


def number_at(content: bytes, at: int) -> int:
    return struct.unpack_from("<I", content, at)[0]


def changed(at: int, number: int) -> bytes:
    content = bytearray(SOUND)
    struct.pack_into("<I", content, at, number)
    return bytes(content)


TABLE = (number_at(SOUND, 76) + 1) * SECTOR  # what follows each sector
DIRECTORY = (number_at(SOUND, 48) + 1) * SECTOR
WORKBOOK = next(
    at for at in range(DIRECTORY, DIRECTORY + SECTOR, 128) if "Workbook".encode("utf-16-le") in SOUND[at : at + 64]
)
BROKEN = {
    "a chain that bites its tail": changed(TABLE, 0),
    "a chain that leads out of the file": changed(TABLE, 900_000),
    "a table that is not there": changed(76, 5_000),
    "more tables without an end": changed(68, 0),
    "a directory that is not there": changed(48, 77_777),
    "a stream longer than the file": changed(WORKBOOK + 120, 0xFFFFFFFF),
    "a stream that begins behind the file": changed(WORKBOOK + 116, 4_000),
    "cut off": SOUND[:2_000],
    "nothing but the mark": SOUND[:8],
}  # fmt: skip


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "账单.xls"
    path.write_bytes(BROKEN[request.param])
    return path


def test_it_is_told_wherever_it_is_opened(broken: Path, tmp_path: Path) -> None:
    assert falls_apart(broken)
    assert survey_of(broken, XLS).refused.startswith("这个表格打不开")
    with pytest.raises(CannotCover, match="请重新下载"):
        star(broken, XLS, [], tmp_path / "copy.xlsx")
    with pytest.raises(UnreadableBill, match=r"账单\.xls：.*请重新下载"):
        read_export(broken, layout(), broken.name)
    shown_of(broken, XLS)


def test_a_sound_one_does_not_fall_apart_and_other_files_neither(tmp_path: Path) -> None:
    for content in (SOUND, SOUND + bytes(SECTOR), b"PK\x03\x04", b""):
        (tmp_path / "a").write_bytes(content)
        assert not falls_apart(tmp_path / "a")


def test_whatever_is_changed_the_answer_comes(tmp_path: Path) -> None:
    chance, path, answers = random.Random(88), tmp_path / "a.xls", set()
    for _ in range(300):
        at = chance.choice(
            (chance.randrange(8, SECTOR), TABLE + chance.randrange(60), DIRECTORY + chance.randrange(512))
        )
        path.write_bytes(changed(at, chance.choice((0, 1, 7, 0x7FFFFFFF, 0xFFFFFFFD, chance.getrandbits(32)))))
        answers.add(falls_apart(path))
    assert answers == {True, False}
