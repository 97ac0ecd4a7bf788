"""The trail: closed vocabulary, who sees what, exported, and every alteration found, the cut-off end too."""

import csv
import io
import json

import pytest

from tests.backing.tampering import tamper
from wizard.services import auditing, cases, members, together
from wizard.services.auditing import Wanted
from wizard.services.cases import Change
from wizard.services.instance import Instance
from wizard.store.rows import Event
from wizard.ui.places.record_words import EVENTS, GROUPS, details_words


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    made = cases.create(instance, office.editor).case.id
    cases.save(instance, office.editor, made, [Change("narrative", "", "货款没到"), Change("shop.name", "", "晨星")])
    cases.create(instance, office.stranger)
    return made


def test_every_event_has_words_and_no_words_are_left_over() -> None:
    assert set(EVENTS) == {str(event) for event in Event}
    assert {event for group in GROUPS.values() for event in group} <= set(EVENTS)


def test_the_trail_says_who_what_and_the_digests(instance: Instance, office, case_id: str) -> None:
    newest, first = auditing.case_trail(instance, office.viewer, case_id).rows
    assert (newest.person_name, newest.event, first.event) == ("李四", "case_changed", "case_created")
    assert newest.before == first.after != newest.after
    assert details_words(newest.details, {}) == "经过、店铺名称"
    assert "货款没到" not in str(newest)


def test_an_owner_filters_the_teams_trail(instance: Instance, office, case_id: str) -> None:
    members.change_role(instance, office.owner, office.viewer.person_id, "editor")
    for wanted, events in (
        (Wanted(), ["role_changed", "case_changed", "case_created"]),
        (Wanted(GROUPS["成员"]), ["role_changed"]),
        (Wanted(person_id=office.editor.person_id), ["case_changed", "case_created"]),
        (Wanted(days=7), ["role_changed", "case_changed", "case_created"]),
        (Wanted(GROUPS["证据"]), []),
    ):
        assert [row.event for row in auditing.team_trail(instance, office.owner, wanted).rows] == events


def test_long_trails_have_pages(instance: Instance, office, case_id: str) -> None:
    for number in range(60):
        together.comment(instance, office.viewer, case_id, str(number))
    first, last = (auditing.case_trail(instance, office.viewer, case_id, page) for page in (1, 99))
    assert (len(first.rows), first.total, first.pages, last.page, len(last.rows)) == (50, 62, 2, 2, 12)


def test_a_record_on_file_shows_when_a_line_was_altered(instance: Instance, office, case_id: str) -> None:
    lines = auditing.case_record(instance, office.viewer, case_id).decode().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["case_created", "case_changed"]
    assert auditing.check_record(lines) == []
    forged = lines[1].replace(office.editor.person_id, office.owner.person_id)
    assert auditing.check_record([lines[0], forged]) == [2] and auditing.check_record(["{}"]) == [1]
    newest = cases.history(instance, office.owner, case_id)[0]
    assert newest.event == "record_exported"


def test_no_cell_of_the_table_is_live(instance: Instance, office, case_id: str) -> None:
    with instance.store.write() as work:
        work._connection.exec_driver_sql("UPDATE people SET name = '=HYPERLINK(1)' WHERE name = '李四'")
    table = auditing.team_record(instance, office.owner)
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 3 and rows[1][2] == "'=HYPERLINK(1)"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_the_cut_off_end_shows_against_what_was_noted(instance: Instance, office, case_id: str) -> None:
    noted = {one.team: (one.events, one.head) for one in auditing.verify_audit(instance)}
    assert all(one.broken_at is None for one in auditing.verify_audit(instance, noted))
    tamper(instance.store, "DELETE FROM audit WHERE team_id = 't2' OR team_id = 't1' AND number = 2")
    assert all(one.broken_at is None for one in auditing.verify_audit(instance)), "invisible without the note"
    assert {one.team: one.broken_at for one in auditing.verify_audit(instance, noted)} == {"t1": 2, "t2": 1}


def test_an_owner_checks_the_own_chain(instance: Instance, office, case_id: str) -> None:
    checked = auditing.verify_team(instance, office.owner)
    assert (checked.events, checked.broken_at) == (2, None) and len(checked.head) == 64
