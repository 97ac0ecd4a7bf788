"""A team or a case taken elsewhere: the same ids, files, packages and trail; never twice, never with passwords."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.changes import Change
from wizard.services import cases, evidence
from wizard.services.auditing import verify_audit
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance
from wizard.services.transfer import NO_PASSWORD, export_case, export_team, import_archive
from wizard.settings import Settings

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
    assert row.assignee is None and cases.read_case(row.data) == cases.read(instance, office.owner, case_id).case
    assert arrived.event == "case_imported" and arrived.details["history"] == history
    with elsewhere.files.local(history) as path:
        assert "case_changed" in path.read_text("utf-8")
    assert all(chain.broken_at is None for chain in verify_audit(elsewhere))


def test_what_is_not_there_cannot_be_exported(instance: Instance, office, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        export_team(instance, "nobody", tmp_path / "x", PASSPHRASE)
    with pytest.raises(NotFound):
        export_case(instance, "nothing", tmp_path / "x", PASSPHRASE)
    assert not (tmp_path / "x").exists()
