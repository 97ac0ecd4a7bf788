"""Cases: create, read, change field by field, hand over, delete. Nothing here overwrites a colleague silently."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wizard.case import Case, Exhibit, now
from wizard.changes import Applied, Conflict
from wizard.changes import Change as Change
from wizard.changes import add_part as _add_part
from wizard.changes import apply_changes as _apply_changes
from wizard.changes import move_part as _move_part
from wizard.changes import remove_part as _remove_part
from wizard.drafting.readers import noted
from wizard.input_problems import Problem
from wizard.services.access import Actor, can_have_cases, needs
from wizard.services.answers import split_answers
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.services.naming import NamesThen, names_then
from wizard.services.stored_cases import StoredCase as StoredCase
from wizard.services.summary import digest_of, summary_of
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, AuditRow, CaseMark, CaseRow, FileRow
from wizard.team.roles import May


@dataclass(frozen=True)
class Saved:
    """The case after saving, with what was refused and what somebody else had changed meanwhile."""

    stored: StoredCase
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True)
class AuditLine:
    """One event in the history of a case."""

    number: int
    at: dt.datetime
    who: str
    event: str
    details: Mapping[str, Any]


def read_case(data: str) -> Case:
    """The case of its stored JSON."""
    return Case.model_validate_json(data)


@needs(May.WRITE)
def create(instance: Instance, actor: Actor) -> StoredCase:
    """A new, empty case of the actor's team, assigned to the actor."""
    return add(instance, actor, Case())


def add(instance: Instance, actor: Actor, case: Case, files: Sequence[FileRow] = ()) -> StoredCase:
    """Store a new case with its hold on files. For services that have asked for permission already."""
    row = _row_of(instance, actor, case, None)
    with instance.store.write() as work:
        work.cases.add(row)
        for held in files:
            work.files.hold(held)
        after = digest_of(row.data)
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.CASE_CREATED, actor.person_id, case.id, {}, "", after))
    return instance.latest.keep(actor.team_id, _saved(actor, case, row))


def _saved(actor: Actor, case: Case, row: CaseRow, before: StoredCase | None = None) -> StoredCase:
    """The state of a case that this person has just saved; `before` is the one it was made from."""
    told = before.told() if before else None
    return StoredCase(case, row.version, row.updated_at, actor.name, row.assignee, told)


@needs(May.READ)
def read(instance: Instance, actor: Actor, case_id: str, known: StoredCase | None = None) -> StoredCase:
    """The case as saved last; `known` itself when nothing changed since it was read. Raises `NotFound`."""
    with instance.store.read() as work:
        marked = mark(work, actor, case_id)
        if known is not None and known.case.id == case_id and marked == known.mark:
            return known
        return stored_in(instance, work, actor, case_id, marked)


@needs(May.READ)
def version_of(instance: Instance, actor: Actor, case_id: str) -> int:
    """The case's version number, to see cheaply whether a page is stale; raises `NotFound`."""
    with instance.store.read() as work:
        return mark(work, actor, case_id).version


def mark(work: Work, actor: Actor, case_id: str) -> CaseMark:
    """Version, time and assignee of a case of the actor's team; raises `NotFound`."""
    marked = work.cases.mark(actor.team_id, case_id)
    if marked is None:
        raise NotFound("案件")
    return marked


def found(work: Work, actor: Actor, case_id: str) -> CaseRow:
    """The row of a case of the actor's team; raises `NotFound`."""
    row = work.cases.get(actor.team_id, case_id)
    if row is None:
        raise NotFound("案件")
    return row


def stored_in(instance: Instance, work: Work, actor: Actor, case_id: str, marked: CaseMark | None = None) -> StoredCase:
    """The case of the actor's team as saved last, for services that have asked for permission; raises `NotFound`.

    `marked` is what was just read of it, if anything.
    """
    newest = instance.latest.of(actor.team_id, case_id)
    if newest is not None and newest.mark == (marked or mark(work, actor, case_id)):
        return newest
    return instance.latest.keep(actor.team_id, _stored(work, found(work, actor, case_id)))


def _stored(work: Work, row: CaseRow) -> StoredCase:
    person = work.people.get(row.updated_by)
    return StoredCase(read_case(row.data), row.version, row.updated_at, person.name if person else "", row.assignee)


@needs(May.WRITE)
def save(
    instance: Instance, actor: Actor, case_id: str, changes: Sequence[Change], known: StoredCase | None = None
) -> Saved:
    """Change single fields, merging with what colleagues changed meanwhile.

    A field somebody else changed since its `base` is a conflict and stays as it is; a refused value is a problem and
    stays as it was. `known` is the case as read last: it is not read from the store again while it is still so.
    Raises `NotFound`.
    """
    good, problems = split_answers(instance.pack(), changes)
    saved = _edit(instance, actor, case_id, lambda case: _apply_changes(case, good), known)
    return replace(saved, problems=problems + saved.problems)


@needs(May.WRITE)
def add_part(instance: Instance, actor: Actor, case_id: str, list_name: str, values: Mapping[str, Any]) -> Saved:
    """Append a line to a list of the case (timeline, losses, receipts …). An `id` in `values` makes it repeatable."""
    return _edit(instance, actor, case_id, lambda case: _add_part(case, list_name, values))


@needs(May.WRITE)
def remove_part(instance: Instance, actor: Actor, case_id: str, list_name: str, part_id: str) -> Saved:
    """Take a line out of a list; exhibits are removed by `evidence.remove`."""
    _known_list(list_name)
    return _edit(instance, actor, case_id, lambda case: _remove_part(case, list_name, part_id))


@needs(May.WRITE)
def move_part(instance: Instance, actor: Actor, case_id: str, list_name: str, part_id: str, by: int) -> Saved:
    """Move a line `by` places within its list; exhibits too, which renumbers them."""
    if list_name != "exhibits":
        _known_list(list_name)
    return _edit(instance, actor, case_id, lambda case: _move_part(case, list_name, part_id, by))


def _edit(
    instance: Instance, actor: Actor, case_id: str, apply: Callable[[Case], Applied], known: StoredCase | None = None
) -> Saved:
    """`change` by what leaves its case as it is: made from the newest state that this process knows, or `known`."""
    return change(instance, actor, case_id, apply, known=newest(instance, actor, case_id) or known)


def _known_list(list_name: str) -> None:
    from wizard.changes import FREELY_ADDED

    if list_name not in FREELY_ADDED:
        raise refused(list_name, "案件里没有这个列表。")


def change(
    instance: Instance,
    actor: Actor,
    case_id: str,
    apply: Callable[[Case], Applied],
    event: AuditEvent = AuditEvent.CASE_CHANGED,
    hold: Sequence[FileRow] = (),
    also: Callable[[Work], None] = lambda _work: None,
    known: StoredCase | None = None,
) -> Saved:
    """Read, change and write a case in one transaction, with its line in the audit trail and whatever `also` does.

    Nothing is written when nothing changed. `apply` leaves its case as it is when `known` is given. For services that
    have asked for permission already; raises `NotFound`.
    """
    with instance.store.write() as work:
        row = found(work, actor, case_id)
        known = known if known is not None and _is_of(known, row) else None
        before = known.case if known else read_case(row.data)
        applied = apply(before)
        if not applied.changed:
            conflicts = [_named(work, actor, case_id, conflict) for conflict in applied.conflicts]
            return Saved(known or _stored(work, row), applied.problems, conflicts)
        noted(before, applied.case, applied.changed)
        renewed = _row_of(instance, actor, applied.case, row)
        work.cases.replace(renewed)
        for held in hold:
            work.files.hold(held)
        also(work)
        _record(work, actor, case_id, event, applied.changed, row, renewed)
        conflicts = [_named(work, actor, case_id, conflict) for conflict in applied.conflicts]
    stored = instance.latest.keep(actor.team_id, _saved(actor, applied.case, renewed, known))
    return Saved(stored, applied.problems, conflicts)


def _is_of(state: StoredCase, row: CaseRow) -> bool:
    return state.case.id == row.id and state.mark == CaseMark(row.version, row.updated_at, row.assignee)


def newest(instance: Instance, actor: Actor, case_id: str) -> StoredCase | None:
    """The case as this process knows it, for `change`: whether it is still so is seen there."""
    return instance.latest.of(actor.team_id, case_id)


def _record(
    work: Work, actor: Actor, case_id: str, event: AuditEvent, paths: Sequence[str], before: CaseRow, after: CaseRow
) -> None:
    details = {"paths": list(paths), "version": after.version}
    digests = digest_of(before.data), digest_of(after.data)
    work.audit.append(AuditEntry(actor.team_id, event, actor.person_id, case_id, details, *digests))


def _named(work: Work, actor: Actor, case_id: str, conflict: Conflict) -> Conflict:
    """The conflict with the name of who changed that field last."""
    for row in work.audit.of_case(actor.team_id, case_id, limit=500):
        if conflict.path in row.details.get("paths", ()):
            return replace(conflict, by=row.person_name)
    return conflict


def _row_of(instance: Instance, actor: Actor, case: Case, before: CaseRow | None) -> CaseRow:
    case.updated_at = now()
    summary = summary_of(case, instance.pack(case.platform), case.updated_at.date())
    return CaseRow(
        id=case.id,
        team_id=actor.team_id,
        version=before.version + 1 if before else 1,
        data=case.model_dump_json(),
        reference=case.reference,
        title=summary.title,
        scenario=str(case.scenario) if case.scenario else None,
        shop=case.shop.name,
        state=summary.state,
        money=summary.money,
        next_due=summary.next_due,
        next_task=summary.next_task,
        assignee=before.assignee if before else actor.person_id,
        updated_at=case.updated_at,
        updated_by=actor.person_id,
    )


@needs(May.WRITE)
def assign(instance: Instance, actor: Actor, case_id: str, person_id: str | None) -> StoredCase:
    """Hand a case to a member of the team, or to nobody; raises `NotFound`, `Refused` for a viewer."""
    with instance.store.write() as work:
        row = found(work, actor, case_id)
        if person_id is not None:
            can_have_cases(work, actor.team_id, person_id)
        return _stored(work, hand(work, actor, row, person_id))


def hand(work: Work, actor: Actor, row: CaseRow, person_id: str | None) -> CaseRow:
    """Note in a transaction who takes care of a case from now on; the case as it is then."""
    renewed = replace(row, assignee=person_id)
    work.cases.replace(renewed)
    details = {"assignee": person_id}
    work.audit.append(AuditEntry(actor.team_id, AuditEvent.CASE_ASSIGNED, actor.person_id, row.id, details))
    return renewed


@needs(May.DELETE)
def delete(instance: Instance, actor: Actor, case_id: str) -> None:
    """Delete a case for good; its files go with the next sweep. The audit trail keeps that it existed."""
    with instance.store.write() as work:
        row = found(work, actor, case_id)
        work.cases.remove(actor.team_id, case_id)
        details = {"reference": row.reference}
        before = digest_of(row.data)
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.CASE_DELETED, actor.person_id, case_id, details, before))
    instance.latest.forget(actor.team_id, case_id)


@needs(May.READ)
def export_json(instance: Instance, actor: Actor, case_id: str) -> bytes:
    """The case as a file in the case schema (UTF-8), readable by the command line."""
    with instance.store.write() as work:
        row = found(work, actor, case_id)
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.CASE_EXPORTED, actor.person_id, case_id))
    return json.dumps(json.loads(row.data), ensure_ascii=False, indent=2).encode()


@needs(May.READ)
def history(instance: Instance, actor: Actor, case_id: str, limit: int = 200) -> list[AuditLine]:
    """What happened to a case, newest first; raises `NotFound`."""
    with instance.store.read() as work:
        found(work, actor, case_id)
        names = names_then(work, actor.team_id)
        return [_line(row, names) for row in work.audit.of_case(actor.team_id, case_id, limit)]


def _line(row: AuditRow, names: NamesThen) -> AuditLine:
    return AuditLine(row.number, row.at, names.who(row), row.event, row.details)


@needs(May.WRITE)
def open_sample(instance: Instance, actor: Actor, scenario: str) -> StoredCase:
    """A copy of the worked sample of a scenario, with its evidence; raises `NotFound` when there is none."""
    from wizard.services.samples import copy_sample

    case, files = copy_sample(instance, actor, scenario)
    return add(instance, actor, case, files)


def exhibit_of(case: Case, exhibit_id: str) -> Exhibit:
    """An exhibit by its id; raises `NotFound`."""
    for exhibit in case.exhibits:
        if exhibit.id == exhibit_id:
            return exhibit
    raise NotFound("证据")
