"""After submitting: receipts, replies, tasks done, outcome, and the checklist as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from wizard.case import Case, Outcome
from wizard.changes import Applied
from wizard.input_problems import explain
from wizard.services import cases, judgement
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved
from wizard.services.errors import Unavailable
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.team.roles import May

SECONDS = 60.0


@needs(May.WRITE)
def mark_done(instance: Instance, actor: Actor, case_id: str, task_id: str, on: dt.date | None = None) -> Saved:
    """Tick a task off, today unless told otherwise."""
    day = on or judgement.today()

    def tick(case: Case) -> Applied:
        if case.tasks_done.get(task_id) == day:
            return Applied(case)
        case.tasks_done[task_id[:200]] = day
        return Applied(case, changed=[f"tasks_done.{task_id}"])

    return cases.change(instance, actor, case_id, tick)


@needs(May.WRITE)
def mark_open(instance: Instance, actor: Actor, case_id: str, task_id: str) -> Saved:
    """Take a tick back."""

    def untick(case: Case) -> Applied:
        gone = case.tasks_done.pop(task_id, None)
        return Applied(case, changed=[f"tasks_done.{task_id}"] if gone else [])

    return cases.change(instance, actor, case_id, untick)


@needs(May.WRITE)
def close(instance: Instance, actor: Actor, case_id: str, values: Mapping[str, Any]) -> Saved:
    """Note how it ended: kind, on, recovered, note. Refused values are problems and nothing is closed."""

    def end(case: Case) -> Applied:
        try:
            case.outcome = Outcome.model_validate(dict(values))
        except ValidationError as error:
            return Applied(case, explain(error, Outcome))
        return Applied(case, changed=["outcome"])

    return cases.change(instance, actor, case_id, end)


@needs(May.WRITE)
def reopen(instance: Instance, actor: Actor, case_id: str) -> Saved:
    """Take the outcome back, because it goes on."""

    def open_again(case: Case) -> Applied:
        was_closed, case.outcome = case.outcome is not None, None
        return Applied(case, changed=["outcome"] if was_closed else [])

    return cases.change(instance, actor, case_id, open_again)


@needs(May.READ)
def calendar(instance: Instance, actor: Actor, case_id: str) -> bytes:
    """The tasks as a calendar file (.ics)."""
    from wizard.followup import calendar_file

    case = cases.read(instance, actor, case_id).case
    return calendar_file(judgement.tasks(case), case)


@needs(May.READ)
def workbook(instance: Instance, actor: Actor, case_id: str) -> bytes:
    """The tasks as a spreadsheet (.xlsx), without live formulas; raises `Unavailable`."""
    case = cases.read(instance, actor, case_id).case
    try:
        job = "wizard.services.jobs:workbook"
        made: bytes = instance.workers.run(job, judgement.tasks(case), case, timeout=SECONDS)
    except JobFailed as error:
        raise Unavailable("表格这次没有生成，请稍后再试。") from error
    return made
