"""A short fuzz run; the long one is `python -m tests.bench.fuzz`."""

from __future__ import annotations

import random

import pytest

from tests.bench.fuzz import FAILED, attack
from tests.unit.package.samples import evidence
from wizard.package import verify
from wizard.package.exhibits.render import render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits


@pytest.mark.parametrize("seed", range(4))
def test_mutated_packages_get_a_verdict(seed, tmp_path):
    found = attack(12, seed, tmp_path)
    assert not [kind for kind in found if kind.startswith(FAILED)]


def test_mutated_originals_are_shown_or_become_cards(tmp_path):
    randomness = random.Random(3)
    for piece in evidence(tmp_path):
        content = piece.path.read_bytes()
        for _ in range(12):
            cut = randomness.randrange(len(content))
            piece.path.write_bytes(content[:cut] + randomness.randbytes(9) + content[cut + 5 :])
            with Spool() as spool:
                assert render(piece.path, piece.media_type, piece.path.name, spool, PackageLimits()).kind


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
