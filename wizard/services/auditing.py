"""The audit trail: read by case and by team, exported, and checked from the first event to the last."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wizard.case import CHINA, now
from wizard.input_problems import Problem
from wizard.services.access import Actor, needs
from wizard.services.cases import found
from wizard.services.errors import Refused, Unavailable
from wizard.services.instance import Instance
from wizard.services.naming import NamesThen, names_then
from wizard.services.workers import JobFailed
from wizard.store.audit import exported, is_own_digest
from wizard.store.ports import Store
from wizard.store.rows import MOST_COUNTED, AuditEntry, AuditEvent, AuditQuery, AuditRow, ChainChecked
from wizard.team.roles import May

PAGE = 50
CHECK_SECONDS = 600.0
_LIVE = tuple("=+-@＝＋－＠\t\r\n")  # how a cell begins that a spreadsheet would execute


@dataclass(frozen=True)
class Trail:
    """A page of events, newest first; people by id and name. `at_least`: there are more than `total`.

    `names` knows what somebody was called when an event was recorded.
    """

    rows: list[AuditRow]
    total: int
    page: int
    pages: int
    at_least: bool = False
    names: NamesThen = field(default_factory=NamesThen)


@dataclass(frozen=True)
class Wanted:
    """Which events of a team are asked for; nothing given means all."""

    events: tuple[str, ...] = ()
    person_id: str = ""
    days: int | None = None
    case_id: str = ""


@needs(May.MANAGE)
def team_trail(instance: Instance, actor: Actor, wanted: Wanted, page: int = 1) -> Trail:
    """What happened in the team."""
    since = now() - dt.timedelta(days=wanted.days) if wanted.days else None
    return _trail(instance, actor, AuditQuery(wanted.events, wanted.person_id, wanted.case_id, since), page)


@needs(May.READ)
def case_trail(instance: Instance, actor: Actor, case_id: str, page: int = 1) -> Trail:
    """What happened to a case; raises `NotFound`."""
    with instance.store.read() as work:
        found(work, actor, case_id)
    return _trail(instance, actor, AuditQuery(case_id=case_id), page)


def _trail(instance: Instance, actor: Actor, query: AuditQuery, page: int) -> Trail:
    enough = max(MOST_COUNTED, page * PAGE)
    with instance.store.read() as work:
        counted = work.audit.count(actor.team_id, query, enough + 1)
        pages = max((counted + PAGE - 1) // PAGE, 1)
        page = min(max(page, 1), pages)
        rows = work.audit.find(actor.team_id, replace(query, offset=(page - 1) * PAGE, limit=PAGE))
        names = names_then(work, actor.team_id)
    return Trail(rows, min(counted, enough), page, pages, counted > enough, names)


@needs(May.MANAGE)
def verify_team(instance: Instance, actor: Actor) -> ChainChecked:
    """Check the team's chain from its first event, in another process: of a million events it takes a while.

    Raises `Unavailable` when it could not be done.
    """
    job, database = "wizard.services.jobs:check_chain", instance.settings.database
    try:
        checked: ChainChecked = instance.workers.run(job, database, actor.team_id, timeout=CHECK_SECONDS)
    except JobFailed as error:
        raise Unavailable("这次没有核对完。请稍后再试，或请维护本系统的人用命令行 audit verify 核对。") from error
    return checked


@needs(May.READ)
def case_record(instance: Instance, actor: Actor, case_id: str) -> Iterator[bytes]:
    """The events of a case as JSON lines, oldest first, each with what its digest covers; raises `NotFound`.

    `check_record` (or anybody with SHA-256) sees whether a line was altered; that none is missing only the whole
    chain shows.
    """
    with instance.store.write() as work:
        found(work, actor, case_id)
        asked = work.audit.append(AuditEntry(actor.team_id, AuditEvent.RECORD_EXPORTED, actor.person_id, case_id))
        names = names_then(work, actor.team_id)
    return ("".join(_json_line(row, names) for row in rows).encode() for rows in _record(instance, asked))


def _json_line(row: AuditRow, names: NamesThen) -> str:
    then = names.then(row.person_id, row.person_name, row.number)
    return f"{json.dumps(exported(row) | ({'who_then': then} if then else {}), ensure_ascii=False)}\n"


def _record(instance: Instance, asked: AuditRow) -> Iterator[list[AuditRow]]:
    """What was recorded of a case, or a whole team, before somebody asked for it; some at a time, oldest first.

    However slowly it is fetched: nothing in the database waits for that.
    """
    after: int | None = None
    while True:
        with instance.store.read() as work:
            rows = work.audit.record(asked.team_id, asked.case_id, after, asked.number)
        if not rows:
            return
        yield rows
        after = rows[-1].number


@needs(May.MANAGE)
def team_record(instance: Instance, actor: Actor) -> Iterator[bytes]:
    """All events of the team as a table (CSV in UTF-8 with a mark, as spreadsheets want it), no cell of it live."""
    with instance.store.write() as work:
        asked = work.audit.append(AuditEntry(actor.team_id, AuditEvent.RECORD_EXPORTED, actor.person_id))
        names = names_then(work, actor.team_id)
    return _table(_record(instance, asked), names)


def _table(record: Iterable[list[AuditRow]], names: NamesThen) -> Iterator[bytes]:
    heads = ("序号", "时间", "谁", "事件", "案件", "细节", "之前", "之后", "摘要")
    yield b"\xef\xbb\xbf" + _lines([heads])
    for rows in record:
        yield _lines([[quiet(cell) for cell in _cells(row, names)] for row in rows])


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _cells(row: AuditRow, names: NamesThen) -> Iterator[str]:
    yield str(row.number)
    yield row.at.astimezone(CHINA).isoformat()
    yield names.who(row) or row.person_id
    yield row.event
    yield row.case_id
    yield json.dumps(dict(row.details), ensure_ascii=False)
    yield from (row.before, row.after, row.digest)


def quiet(cell: str) -> str:
    """A cell that no spreadsheet executes: an apostrophe before what would begin a formula."""
    return f"'{cell}" if cell.startswith(_LIVE) else cell


def verify_audit(instance: Instance, known: Mapping[str, tuple[int, str]] | None = None) -> list[ChainChecked]:
    """Check every chain from its first event; `known` are numbers and digests noted before (team → number, digest).

    With them it shows too when the newest events were cut off.
    """
    return check_chains(instance.store, known)


def check_chains(store: Store, known: Mapping[str, tuple[int, str]] | None = None) -> list[ChainChecked]:
    """The same for a database without an instance around it."""
    noted = dict(known or {})
    with store.read() as work:
        teams = sorted({*work.audit.chains(), *noted})
        return [work.audit.check(team, noted.get(team)) for team in teams]


def check_record(lines: Iterable[str]) -> list[int]:
    """The numbers of the lines (from 1) of an exported record that are not what was recorded; raises `Refused`.

    That is altered ones, and those out of their order, there twice, or from another team's record.
    """
    wrong = []
    latest: tuple[object, int] | None = None
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
        except ValueError as error:
            problem = Problem(f"第 {number} 行", "不是操作记录的一行。", "请选择导出的 .jsonl 文件。")
            raise Refused([problem]) from error
        if not isinstance(values, dict) or not is_own_digest(values) or not _follows(values, latest):
            wrong.append(number)
        else:
            latest = values["team_id"], values["number"]
    return wrong


def _follows(values: Mapping[str, object], latest: tuple[object, int] | None) -> bool:
    """Whether an event is of the same chain as the one before it, and later in it."""
    number = values["number"]
    if not isinstance(number, int):
        return False
    return latest is None or (values["team_id"] == latest[0] and number > latest[1])
