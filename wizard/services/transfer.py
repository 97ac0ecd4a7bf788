"""One team or one case taken to another instance: the same ids, files, versions of packages, comments and audit trail.

Passwords and second factors do not travel: imported accounts sign in only after their owner or the administrator has
given them a reset code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select
from sqlalchemy.exc import IntegrityError

from wizard.case import Case, now
from wizard.services.archives import FILES, ROWS, About, check_passphrase, file_parts, take_files, unpack, write
from wizard.services.backup import held_files, scratch, sql_store
from wizard.services.cases import read_case
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.store import schema
from wizard.store.audit import SqlAudit
from wizard.store.cases import SqlCases
from wizard.store.derived import rebuild
from wizard.store.migrate import HEAD
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, FileRow
from wizard.store.snapshot import Line, Wanted, insert_rows, modern, read_rows, write_rows
from wizard.team.roles import Role

NO_PASSWORD = "!"  # no hash: nobody can sign in with it
PERSONAL = ("second_factors", "identities", "presence")  # who signs in how, and who is looking: not the team's
FOR_A_CASE = ("cases", "case_files", "comments")


def export_team(instance: Instance, team_id: str, target: Path, passphrase: str) -> dict[str, Any]:
    """Write one team with all its cases to a sealed file; what it holds. Raises `NotFound`, `Refused`."""
    with instance.store.read() as work:
        name = dict(work.people.teams()).get(team_id)
    if name is None:
        raise NotFound("团队")
    told = _export(instance, "team", name, _of_team(team_id), target, passphrase)
    _note(instance, AuditEntry(team_id, AuditEvent.TEAM_EXPORTED))
    return told


def export_case(instance: Instance, case_id: str, target: Path, passphrase: str) -> dict[str, Any]:
    """Write one case to a sealed file, its audit trail as a record with it; what it holds. Raises `NotFound`."""
    with instance.store.read() as work:
        team_id = work.cases.team_of(case_id)
        name = dict(work.people.teams()).get(team_id or "")
    if team_id is None or name is None:
        raise NotFound("案件")
    told = _export(instance, "case", name, _of_case(team_id, case_id), target, passphrase)
    _note(instance, AuditEntry(team_id, AuditEvent.CASE_EXPORTED, case_id=case_id))
    return told


def _note(instance: Instance, entry: AuditEntry) -> None:
    with instance.store.write() as work:
        work.audit.append(entry)


def _export(instance: Instance, kind: str, team: str, wanted: Wanted, target: Path, passphrase: str) -> dict[str, Any]:
    check_passphrase(passphrase)
    with scratch(instance.settings.temporary) as folder:
        rows = folder / ROWS
        with sql_store(instance).moment() as connection:
            counted = write_rows(connection, rows, wanted, {"people": {"password_hash": NO_PASSWORD}})
        held = sorted(held_files(rows))
        about = About(kind, now().isoformat(), HEAD, counted, len(held), team)
        size = write(target, passphrase, about, chain([(ROWS, rows)], file_parts(instance.files, held)))
    return {"kind": kind, "team": team, "files": about.files, "rows": counted, "bytes": size}


def _of_team(team_id: str) -> Wanted:
    members = select(schema.memberships.c.person_id).where(schema.memberships.c.team_id == team_id)

    def wanted(table: Table) -> ColumnElement[bool] | None:
        if table.name in PERSONAL:
            return None
        if table.name == "teams":
            return table.c.id == team_id
        if table.name == "people":
            return table.c.id.in_(members)
        return table.c.team_id == team_id if "team_id" in table.c else None

    return wanted


def _of_case(team_id: str, case_id: str) -> Wanted:
    def wanted(table: Table) -> ColumnElement[bool] | None:
        if table.name == "cases":
            return table.c.id == case_id
        if table.name not in (*FOR_A_CASE, "audit"):
            return None
        return and_(table.c.team_id == team_id, table.c.case_id == case_id)  # the trail is found by both

    return wanted


def import_archive(instance: Instance, archive: Path, passphrase: str, team_id: str = "") -> dict[str, Any]:
    """Take an export in: a team as it was, or a case into the team `team_id`. All of it or nothing.

    Raises `Refused` for something that is here already or is no export, `NotFound` for a team that is not here.
    """
    with scratch(instance.settings.temporary) as folder:
        about = unpack(archive, passphrase, folder)
        if about.kind not in ("team", "case"):
            raise refused(str(archive), "这是整个实例的备份，不是导出。", "请用 restore 命令恢复。")
        if about.kind == "case" and not team_id:
            raise refused("team", "这是一个案件的导出。", "请加 --team，写要放进哪个团队的编号（见 team list）。")
        arrived = {path.name for path in (folder / FILES).glob("*")}
        take = _take_team if about.kind == "team" else _take_case
        with _made_elsewhere(archive):
            rows = modern(folder / ROWS, about.schema, folder)
            if held_files(rows) - arrived:
                raise ValueError("里面没有它的全部文件")
            files = take_files(folder, instance.files)  # unheld files are swept away when the import is refused
            counted = take(instance, rows, about, team_id)
    return {"kind": about.kind, "team": about.team, "files": files, "rows": counted}


@contextmanager
def _made_elsewhere(archive: Path) -> Iterator[None]:
    """Whoever made the file knows its passphrase, and may have put in what no export holds; raises `Refused`."""
    try:
        yield
    except (ValueError, KeyError, TypeError, IntegrityError) as error:
        why = "编号和这里的重复" if isinstance(error, IntegrityError) else str(error)
        raise refused(str(archive), f"这个文件不是一个团队或案件的导出：{why}。", "请让对方重新导出。") from error


def _take_team(instance: Instance, rows: Path, about: About, _team_id: str) -> dict[str, int]:
    (team_id,) = {values["id"] for table, values in read_rows(rows) if table == "teams"}
    held = _held(read_rows(rows))
    for line in read_rows(rows):
        _check_line(line, team_id, held)
    with instance.store.read() as work:
        if team_id in dict(work.people.teams()):
            raise refused("team", f"团队「{about.team}」已经在这里了。", "同一个团队不能导入两次。")
        _refuse_known(work, set(held))
    with sql_store(instance).transaction() as connection:
        counted = insert_rows(connection, _with_free_names(connection, rows))
        if (number := SqlAudit(connection).check(team_id).broken_at) is not None:
            raise ValueError(f"操作记录从第 {number} 条起不完整")
        rebuild(connection, team_id)
    _note(instance, AuditEntry(team_id, AuditEvent.TEAM_IMPORTED, details={"made_at": about.made_at}))
    return counted


def _held(lines: Iterable[Line]) -> dict[str, set[str]]:
    """The cases, each with SHA-256 of every file it holds."""
    cases, files = set[str](), dict[str, set[str]]()
    for table, values in lines:
        if table == "cases":
            cases.add(values["id"])
        elif table == "case_files":
            files.setdefault(values["case_id"], set()).add(values["sha256"])
    return {case_id: files.get(case_id, set()) for case_id in cases}


def _check_line(line: Line, team_id: str, held: dict[str, set[str]]) -> None:
    """Raise `ValueError` for a row that is not of this team, or of a table that does not travel."""
    table, values = line
    known = schema.metadata.tables.get(table)
    if table in ("teams", "people"):
        return
    if known is None or table in PERSONAL or values.get("team_id") != team_id:
        raise ValueError("里面有不属于这个团队的内容")
    if table == "cases":
        _check_case(read_case(values["data"]), values["id"], held)
    if table == "memberships" and values["role"] not in set(Role):
        raise ValueError("里面有这里没有的角色")
    if "case_id" in known.c and table != "audit" and values["case_id"] not in held:
        raise ValueError("里面有不属于这个团队的案件")


def _check_case(case: Case, case_id: str, held: dict[str, set[str]]) -> None:
    """Raise `ValueError` for a case under another id, or one that names a file it does not hold.

    Files are opened by their hash, and hashes are no secret: a package lists those of its originals.
    """
    if case.id != case_id:
        raise ValueError("案件的编号和内容不一致")
    if _files_of(case) - held[case_id]:
        raise ValueError("案件里写着不属于它的文件")


def _files_of(case: Case) -> set[str]:
    """SHA-256 of every file that is opened because the case names it."""
    packages = {package.sha256 for package in case.packages}
    packages |= {copy.sha256 for package in case.packages for copy in package.cosignatures}
    exhibits = {exhibit.sha256 for exhibit in case.exhibits if exhibit.sha256}
    return packages | exhibits | {bundle.sha256 for bundle in case.bundles}


def _refuse_known(work: Work, cases: set[str]) -> None:
    if known := work.cases.known(cases):
        raise refused("case", f"有 {known} 个案件已经在这里了。", "同一个案件不能导入两次。")


def _with_free_names(connection: Connection, rows: Path) -> Iterator[Line]:
    """The lines of a team's export; people who are here already are left out, taken names get an ending."""
    people = schema.people
    here = {row[0]: row[1] for row in connection.execute(select(people.c.id, people.c.username))}
    taken = set(here.values())
    for table, values in read_rows(rows):
        if table != "people":
            yield table, values
        elif values["id"] not in here:
            name = values["username"]
            free = name if name not in taken else f"{name[:240]}-{values['id'][:8]}"
            yield table, values | {"username": free, "password_hash": NO_PASSWORD}


def _take_case(instance: Instance, rows: Path, about: About, team_id: str) -> dict[str, int]:
    lines = [(table, values) for table, values in read_rows(rows) if table in FOR_A_CASE]
    (case_id,) = {values["id"] for table, values in lines if table == "cases"}
    held = _held(lines)
    for table, values in lines:
        _check_line((table, values | {"team_id": team_id}), team_id, held)
    with instance.store.read() as work:
        if team_id not in dict(work.people.teams()):
            raise NotFound("团队")
        _refuse_known(work, {case_id})
    sha256, size = instance.files.add(rows)
    with sql_store(instance).transaction() as connection:
        counted = insert_rows(connection, _into_team(lines, team_id))
        SqlCases(connection).include(team_id, case_id)
    with instance.store.write() as work:
        work.files.hold(FileRow(case_id, team_id, sha256, "history", size))
        details = {"team": about.team, "made_at": about.made_at, "history": sha256}
        work.audit.append(AuditEntry(team_id, AuditEvent.CASE_IMPORTED, case_id=case_id, details=details))
    return counted


def _into_team(lines: list[Line], team_id: str) -> Iterator[Line]:
    """The lines under another team; nobody there is in charge yet."""
    for table, values in lines:
        yield table, values | {"team_id": team_id} | ({"assignee": None} if table == "cases" else {})
