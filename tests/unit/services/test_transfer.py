"""A team or a case taken elsewhere: the same ids, files, packages and trail; never twice, never with passwords."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.conftest import member
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.case import now
from wizard.changes import Change
from wizard.services import archives, cases, evidence
from wizard.services.auditing import verify_audit
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance
from wizard.services.transfer import NO_PASSWORD, export_case, export_team, import_archive
from wizard.settings import Settings
from wizard.store.rows import BoardQuery

PASSPHRASE = "correct horse battery staple"
TEXT = "情况说明\n".encode() * 50


async def pieces() -> AsyncIterator[bytes]:
    yield TEXT


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    made = cases.create(instance, office.owner).case.id
    cases.save(instance, office.editor, made, [Change("narrative", "", "要带走的经过")])
    result_of(evidence.receive(instance, office.owner, made, "说明.txt", pieces()))
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "elsewhere", database_url="", files_url=""))
    yield opened
    opened.close()


def test_a_team_arrives_whole(instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path) -> None:
    other = cases.create(instance, office.stranger).case.id
    made = export_team(instance, "t1", tmp_path / "team", PASSPHRASE)
    told = import_archive(elsewhere, tmp_path / "team", PASSPHRASE)
    assert told["team"] == "晨星" and told["files"] == made["files"] == 1
    here, there = (cases.read(one, office.owner, case_id) for one in (instance, elsewhere))
    assert here == there
    before, after = (cases.history(one, office.owner, case_id) for one in (instance, elsewhere))
    assert before == after and len(before) >= 3
    opened = evidence.original(elsewhere, office.owner, case_id, there.case.exhibits[0].id)
    assert opened.path.read_bytes() == TEXT
    with elsewhere.store.read() as work:
        assert work.people.get(office.stranger.person_id) is None and work.cases.get("t2", other) is None
        assert {work.people.get(one.person_id).password_hash for one in (office.owner, office.viewer)} == {NO_PASSWORD}
    assert all(chain.broken_at is None for chain in verify_audit(elsewhere))


def test_a_team_arrives_without_touching_what_others_are_found_by(
    instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path
) -> None:
    def others() -> list[list[tuple]]:
        tables = ("figures", "case_kinds", "case_words")
        with elsewhere.store.engine.connect() as connection:
            asked = [f"SELECT * FROM {name} WHERE team_id = 't9' ORDER BY 1, 2, 3, 4" for name in tables]
            return [[tuple(row) for row in connection.exec_driver_sql(one)] for one in asked]

    with elsewhere.store.write() as work:
        work.people.add_team("t9", "先来的")
    neighbour = member(elsewhere, "t9", "先来的", "owner", "周九")
    cases.create(elsewhere, neighbour)
    with elsewhere.store.write() as work:
        assert work.cases.catch_up(work.cases.behind(now() + dt.timedelta(hours=1), 100)) == 1
    before = others()
    export_team(instance, "t1", tmp_path / "team", PASSPHRASE)
    import_archive(elsewhere, tmp_path / "team", PASSPHRASE)
    assert others() == before and all(before)
    with elsewhere.store.read() as work:
        for team_id, owner in (("t1", office.owner), ("t9", neighbour)):
            query = BoardQuery(now().date(), assignee=owner.person_id)
            numbered = replace(query, text=work.cases.board(team_id, query).lines[0].reference[:3])
            assert work.cases.board(team_id, numbered).total == work.cases.board(team_id, query).total == 1


def test_nothing_arrives_twice(instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path) -> None:
    export_team(instance, "t1", tmp_path / "team", PASSPHRASE)
    export_case(instance, case_id, tmp_path / "case", PASSPHRASE)
    import_archive(elsewhere, tmp_path / "team", PASSPHRASE)
    for name in ("team", "case"):
        with pytest.raises(Refused, match="已经在这里"):
            import_archive(elsewhere, tmp_path / name, PASSPHRASE, "t1")


def test_a_taken_sign_in_name_gets_an_ending(
    instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path
) -> None:
    from wizard.case import new_case_id, now
    from wizard.store.rows import PersonRow

    with elsewhere.store.write() as work:
        work.people.add(PersonRow(new_case_id(), "owner-t1", "同名", "x", True, now()))
    export_team(instance, "t1", tmp_path / "team", PASSPHRASE)
    import_archive(elsewhere, tmp_path / "team", PASSPHRASE)
    with elsewhere.store.read() as work:
        assert work.people.by_username("owner-t1").name == "同名"
        assert work.people.get(office.owner.person_id).username.startswith("owner-t1-")


def test_a_case_joins_another_team_with_its_history_beside_it(
    instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path
) -> None:
    export_case(instance, case_id, tmp_path / "case", PASSPHRASE)
    with pytest.raises(NotFound):
        import_archive(elsewhere, tmp_path / "case", PASSPHRASE, "t9")
    with elsewhere.store.write() as work:
        work.people.add_team("t9", "新家")
    import_archive(elsewhere, tmp_path / "case", PASSPHRASE, "t9")
    with elsewhere.store.read() as work:
        row = work.cases.get("t9", case_id)
        history = work.files.of_purpose(case_id, "history")
        (arrived,) = work.audit.of_case("t9", case_id)
        board = [
            work.cases.board("t9", BoardQuery(now().date(), text)) for text in ("", row.title[:2], row.reference[:3])
        ]
    assert [([line.case_id for line in page.lines], page.total) for page in board] == [([case_id], 1)] * 3
    assert row.assignee is None and cases.read_case(row.data) == cases.read(instance, office.owner, case_id).case
    assert arrived.event == "case_imported" and arrived.details["history"] == history
    with elsewhere.files.local(history) as path:
        assert "case_changed" in path.read_text("utf-8")
    assert all(chain.broken_at is None for chain in verify_audit(elsewhere))


def test_no_password_leaves_with_an_export(instance: Instance, office, case_id: str, tmp_path: Path) -> None:
    """Whoever is given the export knows its passphrase, and could try passwords on the hashes in it."""
    secret = "$2b$12$a-hash-of-the-owners-password"
    with instance.store.write() as work:
        work.people.set_password(office.owner.person_id, secret)
    (tmp_path / "opened").mkdir()
    for name, export, what in (("team", export_team, "t1"), ("case", export_case, case_id)):
        export(instance, what, tmp_path / name, PASSPHRASE)
        archives.unpack(tmp_path / name, PASSPHRASE, folder := tmp_path / "opened" / name)
        assert secret not in (folder / archives.ROWS).read_text("utf-8"), name
    with instance.store.read() as work:
        assert work.people.get(office.owner.person_id).password_hash == secret


def test_what_is_not_there_cannot_be_exported(instance: Instance, office, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        export_team(instance, "nobody", tmp_path / "x", PASSPHRASE)
    with pytest.raises(NotFound):
        export_case(instance, "nothing", tmp_path / "x", PASSPHRASE)
    assert not (tmp_path / "x").exists()


def _with(archive: Path, target: Path, folder: Path, change: Callable[[list[list]], None]) -> Path:
    """The same export with other rows in it: whoever made it knows its passphrase."""
    about = archives.unpack(archive, PASSPHRASE, folder)
    rows = folder / archives.ROWS
    lines = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    change(lines)
    rows.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    files = [(f"{archives.FILES}/{path.name}", path) for path in (folder / archives.FILES).glob("*")]
    archives.write(target, PASSPHRASE, about, [(archives.ROWS, rows), *files])
    return target


def _first(lines: list[list], table: str) -> dict:
    return next(values for name, values in lines if name == table)


def own_this_team(lines: list[list]) -> None:
    lines.append(["memberships", _first(lines, "memberships") | {"team_id": "t2", "role": "owner"}])


def sign_in_as(lines: list[list]) -> None:
    lines.append(["identities", {"issuer": "https://evil", "subject": "1", "person_id": "x", "since": 1}])


def another_teams_file(lines: list[list]) -> None:
    lines.append(["case_files", _first(lines, "case_files") | {"sha256": "0" * 64}])


def another_teams_case(lines: list[list]) -> None:
    lines.append(
        [
            "comments",
            {"id": "c", "team_id": "t1", "case_id": "f" * 32, "person_id": "x", "step": "", "text": "", "at": 1},
        ]
    )


def no_case(lines: list[list]) -> None:
    _first(lines, "cases")["data"] = "{"


def altered_record(lines: list[list]) -> None:
    _first(lines, "audit")["person_id"] = "0" * 32


def named(lines: list[list], change: Callable[[dict], None]) -> None:
    """The first case as somebody has rewritten it."""
    row = _first(lines, "cases")
    data = json.loads(row["data"])
    change(data)
    row["data"] = json.dumps(data, ensure_ascii=False)


def original_by_its_hash(lines: list[list]) -> None:
    named(lines, lambda data: data["exhibits"][0].update(sha256="5" * 64))


def package_by_its_hash(lines: list[list]) -> None:
    digests = {"sha256": "5" * 64, "pdf_sha256": "6" * 64, "manifest_sha256": "7" * 64}
    package = {"version": 1, "built_at": "2026-11-27T12:00:00+08:00", "channel": "x", "file_name": "x.zip", "size": 1}
    package |= digests | {"level": "B-B", "signer": "x", "knowledge_version": "1"}
    named(lines, lambda data: data["packages"].append(package))


def unknown_role(lines: list[list]) -> None:
    _first(lines, "memberships")["role"] = "root"


def session(lines: list[list]) -> None:
    lines.append(["sessions", {"token_hash": "0" * 64, "person_id": "x", "created_at": 1, "expires_at": 9**10}])


def corrected_law(lines: list[list]) -> None:
    lines.append(["corrections", {"id": "x", "platform": "pinduoduo", "place": "hotline", "value": "1"}])


@pytest.mark.parametrize(
    "change",
    [
        own_this_team,
        sign_in_as,
        another_teams_file,
        another_teams_case,
        no_case,
        altered_record,
        session,
        corrected_law,
        original_by_its_hash,
        package_by_its_hash,
        unknown_role,
    ],
)
def test_an_export_made_to_do_harm_is_refused_whole(
    instance: Instance, office, case_id: str, elsewhere: Instance, tmp_path: Path, change: Callable
) -> None:
    """Importing a stranger's team gives them their team, and nothing of the others'."""
    export_team(instance, "t1", tmp_path / "team", PASSPHRASE)
    (tmp_path / "opened").mkdir()
    hostile = _with(tmp_path / "team", tmp_path / "hostile", tmp_path / "opened", change)
    with elsewhere.store.write() as work:
        work.people.add_team("t2", "这里的团队")
    with pytest.raises(Refused, match="不是一个团队或案件的导出"):
        import_archive(elsewhere, hostile, PASSPHRASE)
    with elsewhere.store.read() as work:
        assert work.people.teams() == [("t2", "这里的团队")] and not work.people.members("t2")
        assert not work.people.any()
        assert not any(work.cases.board(team, BoardQuery(now().date())).total for team in ("t1", "t2"))
