"""Working together on a case: what colleagues say to each other, who is here now, and whether a page is stale."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time
from dataclasses import dataclass

from wizard.case import now, without_control_characters
from wizard.services.access import Actor, needs
from wizard.services.cases import found, mark
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, AuditQuery, CommentRow, PresenceRow
from wizard.team.roles import May

LONGEST_COMMENT = 1000
MOST_COMMENTS = 500
PRESENT = dt.timedelta(seconds=60)  # pages say every 20 seconds that they are open
RECENT = 20  # events looked through for who changed the case
STEPS = ("scenario", "facts", "evidence", "channel", "review", "sign", "followup")


@dataclass(frozen=True)
class Comment:
    """What a colleague said; `step` is empty when it is about the whole case."""

    id: str
    person_id: str
    name: str
    step: str
    text: str
    at: dt.datetime


@dataclass(frozen=True)
class Newer:
    """That somebody else changed the case since a page was drawn: who, and when last."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Here:
    """Who else has the case open (`(name, step)`), and whether the page shows an older state."""

    others: list[tuple[str, str]]
    newer: Newer | None


@needs(May.READ)
def comments(instance: Instance, actor: Actor, case_id: str) -> list[Comment]:
    """What was said about a case, oldest first; raises `NotFound`."""
    with instance.store.read() as work:
        mark(work, actor, case_id)
        rows = work.comments.of_case(actor.team_id, case_id)
    return [Comment(row.id, row.person_id, row.person_name, row.step, row.text, row.at) for row in rows]


@needs(May.COMMENT)
def comment(instance: Instance, actor: Actor, case_id: str, text: str, step: str = "") -> None:
    """Say something about a case or one of its steps; the words never enter the package. Raises `Refused`."""
    words = str(without_control_characters(text)).strip()
    if not words:
        raise refused("text", "留言是空的。", "请写几个字。")
    if len(words) > LONGEST_COMMENT:
        raise refused("text", f"留言最多 {LONGEST_COMMENT} 个字。", "请写短一些，或分两条。")
    row = CommentRow(_next_id(), actor.team_id, case_id, actor.person_id, step if step in STEPS else "", words, now())
    with instance.store.write() as work:
        found(work, actor, case_id)
        if len(work.comments.of_case(actor.team_id, case_id)) >= MOST_COMMENTS:
            raise refused("text", f"一件案件最多 {MOST_COMMENTS} 条留言。", "请撤回一些旧的。")
        work.comments.add(row)
        _record(work, actor, row, AuditEvent.COMMENTED)


def _next_id() -> str:
    """An id that sorts by time within the second that the store knows (64 random bits after it)."""
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def _record(work: Work, actor: Actor, row: CommentRow, event: AuditEvent) -> None:
    details = {"comment": row.id, "step": row.step}
    digest = hashlib.sha256(row.text.encode()).hexdigest()
    before, after = ("", digest) if event is AuditEvent.COMMENTED else (digest, "")
    work.audit.append(AuditEntry(actor.team_id, event, actor.person_id, row.case_id, details, before, after))


@needs(May.COMMENT)
def withdraw(instance: Instance, actor: Actor, case_id: str, comment_id: str) -> None:
    """Take back what one said oneself; the trail keeps that there was something. Raises `NotFound`."""
    with instance.store.write() as work:
        found(work, actor, case_id)
        said = {row.id: row for row in work.comments.of_case(actor.team_id, case_id)}
        if not work.comments.remove(actor.team_id, case_id, comment_id, actor.person_id):
            raise NotFound("留言")
        _record(work, actor, said[comment_id], AuditEvent.COMMENT_WITHDRAWN)


@needs(May.READ)
def here(instance: Instance, actor: Actor, case_id: str, step: str, version: int) -> Here:
    """Say that one has a case open at a step, showing a version of it; who else does. Raises `NotFound`."""
    at = now()
    with instance.store.write() as work:
        current = mark(work, actor, case_id).version
        shown = step if step in STEPS else ""
        work.presence.seen(PresenceRow(case_id, actor.person_id, actor.team_id, shown, at))
        present = work.presence.of_case(actor.team_id, case_id, at - PRESENT)
        newer = _newer(work, actor, case_id, version) if current > version else None
    others = [(row.person_name, row.step) for row in present if row.person_id != actor.person_id]
    return Here(others, newer)


def _newer(work: Work, actor: Actor, case_id: str, version: int) -> Newer | None:
    """Who else changed the case after a version, if anybody did."""
    for row in work.audit.find(actor.team_id, AuditQuery(case_id=case_id, limit=RECENT)):
        if row.person_id != actor.person_id and int(row.details.get("version", 0)) > version:
            return Newer(row.person_name, row.at)
    return None
