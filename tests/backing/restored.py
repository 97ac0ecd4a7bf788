"""Whether a restored instance is what another one was at one moment, although people went on working there.

The audit trail says what that moment was: an event that changes a case names the SHA-256 of the case as it was saved,
one about a comment that of its text. So both can be compared byte for byte with what was saved last before the backup,
and not only with themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from wizard.services.auditing import verify_audit
from wizard.services.instance import Instance
from wizard.services.summary import digest_of
from wizard.store.rows import INSTANCE, AuditEvent
from wizard.store.schema import metadata
from wizard.store.snapshot import LEFT_OUT

CHANGING = ("cases", "presence", "builds")
"""Tables whose rows change while people work; of the others rows are only added."""


def compare(source: Instance, again: Instance) -> dict[str, int]:
    """How many cases, files, keys, events and other rows were found equal; raises `AssertionError` for a difference."""
    before, after = rows_of(source), rows_of(again)
    restoring = after["audit"].pop()
    assert (restoring["team_id"], restoring["event"]) == (INSTANCE, AuditEvent.RESTORED), restoring
    _comments(after)
    told = {"cases": _cases(before, after), "files": _files(source, again, after), "keys": _keys(source, again)}
    for name in sorted(set(after) - set(CHANGING)):
        there = {repr(row) for row in before[name]}
        strange = [row for row in after[name] if repr(row) not in there]
        assert not strange, f"{name}: {strange[:2]}"
        told[name] = len(after[name])
    for instance in (source, again):
        assert all(chain.broken_at is None for chain in verify_audit(instance)), "the audit trail is broken"
    return told


def rows_of(instance: Instance) -> dict[str, list[dict[str, Any]]]:
    """Every row that a backup takes along, in order; the instance's own chain last."""
    tables = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    with instance.store.engine.connect() as connection:  # type: ignore[attr-defined]
        rows = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }
    rows["audit"].sort(key=lambda row: row["team_id"] == INSTANCE)
    return rows


def _cases(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> int:
    """Each case is the one of the last event about it, and none is missing."""
    last: dict[str, str] = {}
    for event in sorted(after["audit"], key=lambda row: row["number"]):
        if event["event"] in (AuditEvent.CASE_DELETED, AuditEvent.CASE_EXPIRED):
            last.pop(event["case_id"], None)
        elif event["after"] and event["event"] != AuditEvent.COMMENTED:
            last[event["case_id"]] = event["after"]
    assert {row["id"]: digest_of(row["data"]) for row in after["cases"]} == last, "a case is not what was saved"
    unchanged = {(row["id"], row["version"]): row for row in before["cases"]}
    for row in after["cases"]:
        now = unchanged.get((row["id"], row["version"]), row)
        assert now["data"] == row["data"] and now["reference"] == row["reference"], f"case {row['id']} differs"
    return len(last)


def _comments(after: dict[str, list[dict[str, Any]]]) -> None:
    """Each comment is what its event says, and none is missing."""
    gone = {
        event["case_id"]
        for event in after["audit"]
        if event["event"] in (AuditEvent.CASE_DELETED, AuditEvent.CASE_EXPIRED)
    }
    said: dict[str, str] = {}
    for event in sorted(after["audit"], key=lambda row: row["number"]):
        if event["event"] == AuditEvent.COMMENTED and event["case_id"] not in gone:
            said[json.loads(event["details"])["comment"]] = event["after"]
        elif event["event"] == AuditEvent.COMMENT_WITHDRAWN:
            said.pop(json.loads(event["details"])["comment"], None)
    assert {row["id"]: digest_of(row["text"]) for row in after["comments"]} == said, "a comment is not what was said"


def _files(source: Instance, again: Instance, after: dict[str, list[dict[str, Any]]]) -> int:
    held = {row["sha256"] for row in after["case_files"]}
    for sha256 in held:
        with source.files.local(sha256) as was, again.files.local(sha256) as now:
            assert was.read_bytes() == now.read_bytes(), f"file {sha256} differs"
    return len(held)


def _keys(source: Instance, again: Instance) -> int:
    were, are = (dict(_key_files(instance)) for instance in (source, again))
    assert were == are, f"keys: {sorted(were)} became {sorted(are)}"
    return len(are)


def _key_files(instance: Instance) -> Iterator[tuple[str, bytes]]:
    for folder in (instance.settings.keys, instance.settings.authority):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield f"{folder.name}/{Path(path).relative_to(folder)}", path.read_bytes()
