"""Short fuzz runs; the long ones are `python -m tests.bench.fuzz` and `python -m tests.bench.fuzz_evidence`."""

from __future__ import annotations

import pytest

from tests.bench.fuzz import FAILED, attack
from tests.bench.fuzz_evidence import attack as originals
from tests.unit.package.many import many
from tests.unit.package.samples import picture
from wizard.package import verify
from wizard.package.exhibits.render import WORKBOOK, render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits


@pytest.mark.parametrize("seed", range(4))
def test_mutated_packages_get_a_verdict(seed, tmp_path):
    found = attack(12, seed, tmp_path)
    assert not [kind for kind in found if kind.startswith(FAILED)]


def test_mutated_originals_are_shown_or_become_cards(tmp_path):
    found = originals(many(tmp_path), 60, 3, tmp_path)
    assert found.broken == []
    assert found.kinds.total() >= 60


def test_a_workbook_damaged_inside_becomes_a_card(tmp_path):
    """Its table of contents is whole, its compressed sheet is not."""
    from openpyxl import Workbook

    book = Workbook()
    for number in range(400):
        book.active.append([number, f"订单{number}"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    content = bytearray(path.read_bytes())
    sheet = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[sheet : sheet + 40] = b"\xff" * 40
    path.write_bytes(content)
    with Spool() as spool:
        assert render(path, WORKBOOK, path.name, spool, PackageLimits()).kind == "card"


def test_a_picture_whose_frames_cannot_be_counted_becomes_a_card(tmp_path):
    path = picture(tmp_path / "a.gif", mode="P")
    path.write_bytes(path.read_bytes()[:-1] + b"!")  # the end mark announces an extension that is not there
    with Spool() as spool:
        assert render(path, "image/gif", path.name, spool, PackageLimits()).kind in ("card", "pictures")


def test_a_length_of_gigabytes_in_a_picture_is_not_believed(tmp_path):
    path = picture(tmp_path / "a.png")
    content = path.read_bytes()
    place = content.index(b"IDAT") - 4
    path.write_bytes(content[:place] + b"\xff\xff\xff\xf0" + content[place + 4 :])
    with Spool() as spool:
        assert render(path, "image/png", path.name, spool, PackageLimits()).kind == "card"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"%PDF-1.7", b"%PDF-1.7\n/FT /Sig", b"PK\x05\x06" + bytes(18), b"\0" * 999]
)
def test_stumps_get_a_verdict(content, tmp_path):
    path = tmp_path / "stump"
    path.write_bytes(content)
    assert verify(path).verdict in ("unsigned", "altered")


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    import zipfile

    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"[" * 60_000_000)
        archive.writestr("manifest.json.p7s", b"x")
    assert verify(path).verdict == "altered"


def test_a_certificate_of_an_impossible_version_is_no_crash(tmp_path):
    """Found by fuzzing (seed 14): its parser raises an error of its own kind."""
    import re

    from tests.bench.fuzz import VECTORS

    content = (VECTORS / "valid.pdf").read_bytes()
    changed = re.sub(rb"(?i)a003020102(?=02)", b"A003020130", content)
    assert changed != content
    path = tmp_path / "odd.pdf"
    path.write_bytes(changed)
    assert verify(path).verdict == "altered"
