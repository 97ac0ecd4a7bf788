"""Correcting facts of the knowledge pack that change often: who may, what is refused, what is kept of it.

A correction stands for the whole instance, so only its administrators may make one: the owners of the team that was
set up first, and whoever can use the command line of the machine.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.case import new_case_id, now, without_control_characters
from wizard.input_problems import Problem
from wizard.knowledge.corrections import Correction, Fact, facts, fits, limit_of, use
from wizard.knowledge.load import as_written
from wizard.services.access import Actor, needs
from wizard.services.errors import NotAllowed, NotFound, Refused, Unavailable
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent, CorrectionRow
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.knowledge.checks.finding import CheckFinding
    from wizard.store.ports import Store

VALUE_MAX, SOURCE_MAX = 300, 200
CHECK_JOB, CHECK_SECONDS = "wizard.services.jobs:check_content", 120
STALE_AFTER = 10.0  # seconds after which a process looks whether another one corrected something


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to put in place of a fact."""

    place: str
    value: str
    source: str
    checked_on: dt.date
    platform: str = "pinduoduo"


@dataclass(frozen=True)
class Shown:
    """One correction in the list. `fact` is what the pack says there now, `None` when the place is gone."""

    id: str
    correction: Correction
    at: dt.datetime
    fact: Fact | None
    stands: bool
    applies: bool
    withdrawn_at: dt.datetime | None
    withdrawn_by: str


@needs(May.READ)
def administers(instance: Instance, actor: Actor) -> bool:
    """Whether a person administers the instance: an owner of its first team."""
    with instance.store.read() as work:
        teams = work.people.teams()
        role = work.people.role_of(actor.team_id, actor.person_id)
    return bool(teams) and teams[0][0] == actor.team_id and role == "owner"


def _must_administer(instance: Instance, actor: Actor) -> None:
    if not administers(instance, actor):
        raise NotAllowed("更正对这台服务器上的所有团队有效，只有最先建立的团队的负责人可以做。")


@needs(May.MANAGE)
def correct(instance: Instance, actor: Actor, wanted: Wanted) -> Correction:
    """Put a value in place of a fact, from now on and everywhere; raises `Refused` naming the field."""
    _must_administer(instance, actor)
    return correct_as(instance, actor.name, wanted, actor.person_id)


@needs(May.MANAGE)
def withdraw(instance: Instance, actor: Actor, correction_id: str) -> None:
    """Go back to what the pack says; raises `NotFound`."""
    _must_administer(instance, actor)
    withdraw_as(instance, actor.name, correction_id, actor.person_id)


@needs(May.MANAGE)
def history(instance: Instance, actor: Actor) -> list[Shown]:
    """Every correction ever made, newest first."""
    _must_administer(instance, actor)
    return all_of(instance)


@needs(May.MANAGE)
def check(instance: Instance, actor: Actor, platform: str = "pinduoduo") -> list[CheckFinding]:
    """What the content checks find in a pack: some seconds of work, done in a worker process. Raises `Unavailable`."""
    _must_administer(instance, actor)
    try:
        found: list[CheckFinding] = instance.workers.run(CHECK_JOB, platform, timeout=CHECK_SECONDS)
    except JobFailed as error:
        raise Unavailable(f"没有检查完：{error}请再试一次。") from error
    return found


def correct_as(instance: Instance, by: str, wanted: Wanted, person_id: str = "") -> Correction:
    """`correct` by the name of a person whose right to do so was asked elsewhere."""
    fact = _fact(wanted)
    values = replace(wanted, value=_line(wanted.value), source=_line(wanted.source))
    if problems := _problems(values, fact):
        raise Refused(problems)
    row = CorrectionRow(
        id=new_case_id(), platform=wanted.platform, place=wanted.place, value=values.value, source=values.source,
        checked_on=wanted.checked_on, instead_of=fact.value, by=by, at=now(),
    )  # fmt: skip
    details = {"place": row.place, "value": row.value, "source": row.source, "checked_on": str(row.checked_on)}
    with instance.store.write() as work:
        for old in work.corrections.standing():
            if (old.platform, old.place) == (row.platform, row.place):
                work.corrections.withdraw(old.id, by, row.at)
        work.corrections.add(row)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.FACT_CORRECTED, person_id, "", details | {"by": by}))
    refresh(instance.store)
    return _correction(row)


def withdraw_as(instance: Instance, by: str, correction_id: str, person_id: str = "") -> None:
    """`withdraw` by the name of a person whose right to do so was asked elsewhere."""
    with instance.store.write() as work:
        row = work.corrections.get(correction_id)
        if row is None or row.withdrawn_at is not None:
            raise NotFound("更正")
        work.corrections.withdraw(row.id, by, now())
        details = {"place": row.place, "value": row.value, "by": by}
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.CORRECTION_WITHDRAWN, person_id, "", details))
    refresh(instance.store)


def all_of(instance: Instance) -> list[Shown]:
    """Every correction ever made, newest first, for the command line."""
    with instance.store.read() as work:
        rows = work.corrections.all()
    return [_shown(row) for row in rows]


def _shown(row: CorrectionRow) -> Shown:
    correction, pack = _correction(row), as_written(row.platform)
    stands = row.withdrawn_at is None
    return Shown(
        id=row.id, correction=correction, at=row.at, fact=facts(pack).get(row.place), stands=stands,
        applies=stands and fits(pack, correction), withdrawn_at=row.withdrawn_at, withdrawn_by=row.withdrawn_by,
    )  # fmt: skip


def _correction(row: CorrectionRow) -> Correction:
    return Correction(row.place, row.value, row.source, row.checked_on, row.by, row.instead_of, row.platform)


def refresh(store: Store) -> None:
    """Let this process work with the corrections that stand in a database."""
    global _looked
    with store.read() as work:
        rows = work.corrections.standing()
    use(_correction(row) for row in rows)
    _looked = time.monotonic()


def refresh_now_and_then(store: Store) -> None:
    """`refresh`, at most every few seconds: the command line or another process may have corrected something."""
    if time.monotonic() - _looked > STALE_AFTER:
        refresh(store)


_looked = float("-inf")


def _fact(wanted: Wanted) -> Fact:
    fact = facts(as_written(wanted.platform)).get(wanted.place)
    if fact is None:
        mend = "请从可以更正的内容里选：python -m wizard knowledge facts。"
        raise Refused([Problem("place", f"知识包里没有可以更正的内容 {wanted.place}。", mend)])
    return fact


def _line(text: str) -> str:
    return " ".join(str(without_control_characters(text)).split())


def _problems(wanted: Wanted, fact: Fact) -> list[Problem]:
    """What is wrong with a wanted correction, by field."""
    found = []
    if not wanted.value:
        found.append(Problem("value", "「改成」还没有填。", "请照着页面抄下来。"))
    elif len(wanted.value) > VALUE_MAX:
        found.append(Problem("value", f"「改成」太长了：最多 {VALUE_MAX} 个字。", "请只写这一项本身。"))
    elif fact.number and not _is_limit(wanted.value):
        found.append(Problem("value", "「改成」应当是整数。", "请填数字，例如 500；没有上限填“无”。"))
    elif wanted.value == fact.value:
        found.append(Problem("value", "「改成」和知识包里的一样。", "不用更正。"))
    if not wanted.source:
        found.append(Problem("source", "「来源」还没有填。", "请写清在哪里看到的，例如：商家后台-帮助中心-联系我们。"))
    elif len(wanted.source) > SOURCE_MAX:
        found.append(Problem("source", f"「来源」太长了：最多 {SOURCE_MAX} 个字。", "请写短一些。"))
    if wanted.checked_on > now().date():
        found.append(Problem("checked_on", "「核对日期」在今天之后。", "请填您看到它的那一天。"))
    return found


def _is_limit(value: str) -> bool:
    try:
        limit_of(value)
    except ValueError:
        return False
    return True
