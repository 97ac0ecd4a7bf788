"""The trail: closed vocabulary, who sees what, exported, and every alteration found, the cut-off end too."""

import csv
import datetime as dt
import io
import json
from itertools import product

import pytest

from tests.backing.tampering import tamper
from wizard.case import now
from wizard.services import auditing, cases, members, together
from wizard.services.auditing import Wanted
from wizard.services.cases import Change
from wizard.services.instance import Instance
from wizard.store.rows import AuditEvent
from wizard.ui.places.record_words import EVENTS, GROUPS, details_words


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    made = cases.create(instance, office.editor).case.id
    cases.save(instance, office.editor, made, [Change("narrative", "", "货款没到"), Change("shop.name", "", "晨星")])
    cases.create(instance, office.stranger)
    return made


def test_every_event_has_words_and_no_words_are_left_over() -> None:
    assert set(EVENTS) == {str(event) for event in AuditEvent}
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
    assert not first.at_least and not last.at_least


def test_a_very_long_trail_is_turned_to_its_end(
    instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PAGE", 10)
    monkeypatch.setattr(auditing, "MOST_COUNTED", 20)
    for number in range(43):
        together.comment(instance, office.viewer, case_id, str(number))
    trails = [auditing.team_trail(instance, office.owner, Wanted(days=7), page) for page in range(1, 6)]
    assert [row.number for trail in trails for row in trail.rows] == list(range(45, 0, -1))
    assert [trail.pages > trail.page for trail in trails] == [True, True, True, True, False]
    assert [(trail.total, trail.at_least) for trail in trails] == [
        (20, True), (20, True), (30, True), (40, True), (45, False)
    ]  # fmt: skip


def test_days_and_kinds_together_find_what_reading_every_event_finds(instance: Instance, office, case_id: str) -> None:
    for before, after in (("晨星", "店1"), ("店1", "店2"), ("店2", "店3")):
        together.comment(instance, office.viewer, case_id, after)
        cases.save(instance, office.editor, case_id, [Change("shop.name", before, after)])
    aged(instance, "t1", 4)
    with instance.store.read() as work:
        every = work.audit.record("t1")
    recent = now() - dt.timedelta(days=7)
    for events, person, days in product(
        ((), ("case_changed",), ("commented", "case_created"), GROUPS["案件"]), ("", office.viewer.person_id), (None, 7)
    ):
        suiting = [
            row.number
            for row in reversed(every)
            if (not events or row.event in events)
            and (not person or row.person_id == person)
            and (not days or row.at >= recent)
        ]
        trail = auditing.team_trail(instance, office.owner, Wanted(events, person, days))
        assert [row.number for row in trail.rows] == suiting and trail.total == len(suiting)


def aged(instance: Instance, team: str, upto: int) -> None:
    """Let the first events of a chain be a month old."""
    month = 30 * 24 * 3600
    tamper(instance.store, f"UPDATE audit SET at = at - {month} WHERE team_id = '{team}' AND number <= {upto}")


def test_a_record_on_file_shows_when_a_line_was_altered(instance: Instance, office, case_id: str) -> None:
    lines = b"".join(auditing.case_record(instance, office.viewer, case_id)).decode().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["case_created", "case_changed"]
    assert auditing.check_record(lines) == []
    forged = lines[1].replace(office.editor.person_id, office.owner.person_id)
    assert auditing.check_record([lines[0], forged]) == [2] and auditing.check_record(["{}"]) == [1]
    newest = cases.history(instance, office.owner, case_id)[0]
    assert newest.event == "record_exported"


def test_a_record_on_file_shows_lines_moved_doubled_or_from_elsewhere(instance: Instance, office, case_id: str) -> None:
    """Each of them still bears its own digest."""
    cases.save(instance, office.editor, case_id, [Change("shop.contact", "", "赵六")])
    first, second, third = b"".join(auditing.case_record(instance, office.viewer, case_id)).decode().splitlines()
    assert auditing.check_record([first, second, third]) == []
    assert auditing.check_record([second, first, third]) == [2]
    assert auditing.check_record([first, first, second, third, second]) == [2, 5]
    theirs = cases.create(instance, office.stranger).case.id
    other = b"".join(auditing.case_record(instance, office.stranger, theirs)).decode().splitlines()
    assert auditing.check_record([first, *other, third]) == [2]


def test_no_cell_of_the_table_is_live(instance: Instance, office, case_id: str) -> None:
    with instance.store.write() as work:
        work._connection.exec_driver_sql("UPDATE people SET name = '=HYPERLINK(1)' WHERE name = '李四'")
    table = b"".join(auditing.team_record(instance, office.owner))
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 3 and rows[1][2] == "'=HYPERLINK(1)"
    live = ["＝1+1", "＠SUM(1)", "\n=1", "\t=1", "-1", "+1", "=1"]
    assert [auditing.quiet(cell) for cell in live] == [f"'{cell}" for cell in live]
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
