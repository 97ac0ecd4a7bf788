"""The audit of dependencies never calls clean what it has not looked up."""

import json

import pytest

from tools import audit

LOCKED = {"alembic": "1.20.0", "Brotli": "1.2.0"}


def said(*dependencies: dict) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


CLEAN = {"name": "alembic", "version": "1.20.0", "vulns": []}
FLAWED = {"name": "brotli", "version": "1.2.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": []}]}
SKIPPED = {"name": "brotli", "skip_reason": "Dependency not found on PyPI and could not be audited: brotli (1.2.0)"}


@pytest.mark.parametrize(
    ("output", "code", "looked_up"),
    [
        (said(CLEAN, FLAWED | {"vulns": []}), audit.CLEAN, 2),
        (said(CLEAN, FLAWED), audit.KNOWN, 2),
        (said(CLEAN, SKIPPED), audit.UNKNOWN, 1),
        (said(CLEAN), audit.UNKNOWN, 1),
        (said(), audit.UNKNOWN, 0),
        ("", audit.UNKNOWN, 0),
        ("no connection", audit.UNKNOWN, 0),
    ],
)
def test_only_what_was_looked_up_is_clean(output: str, code: int, looked_up: int) -> None:
    found = audit.judged(output, LOCKED)
    assert (found.code, found.looked_up) == (code, looked_up)


def test_every_package_of_the_lock_is_asked_about_and_held_by_its_hash() -> None:
    lines = audit.LOCK.read_text("utf-8").splitlines()
    pinned = [at for at, line in enumerate(lines) if line and not line.startswith(" ")]
    assert {lines[at].split("==")[0].split("[")[0] for at in pinned} == set(audit.pins("\n".join(lines)))
    assert len(pinned) > 100 and all(lines[at + 1].startswith("    --hash=sha256:") for at in pinned)


def test_newer_releases_are_named() -> None:
    assert audit.newer(LOCKED, {"alembic": "1.20.1", "Brotli": "1.2.0"}) == ["alembic 1.20.0 → 1.20.1"]
