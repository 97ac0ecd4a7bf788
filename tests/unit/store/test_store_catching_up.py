"""A save writes no words again; they follow once the case is left alone, and never while somebody writes to it."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from tests.unit.store.test_store_board import NOON, TODAY, catch_up, made
from wizard.store.database import SqlStore
from wizard.store.rows import BoardQuery, CaseRow

LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def rows(store: SqlStore) -> list[CaseRow]:
    """Five cases of a team, the first the oldest, whose words tell their last change."""
    rows = [replace(made(random.Random(number), number, "t1"), title=f"珍珠{number}号") for number in range(5)]
    with store.write() as work:
        for row in rows:
            work.cases.add(row)
        assert catch_up(work, LATER, 100, 100) == 5
    return rows


def told(store: SqlStore) -> set[tuple[str, int]]:
    """Each word of each case with the moment it tells."""
    with store.engine.connect() as connection:
        return {tuple(row) for row in connection.exec_driver_sql("SELECT case_id, pair, at FROM case_words")}


def found(store: SqlStore, text: str, **filters: object) -> list[str]:
    with store.read() as work:
        return [line.case_id for line in work.cases.board("t1", BoardQuery(TODAY, text, **filters)).lines]


def test_a_save_writes_no_words_and_is_found_at_once(store: SqlStore, rows: list[CaseRow]) -> None:
    before = told(store)
    with store.write() as work:
        work.cases.replace(replace(rows[0], state="closed", assignee="p9", updated_at=LATER))
    assert told(store) == before
    assert found(store, "珍珠") == ["c0", "c4", "c3", "c2", "c1"]
    assert found(store, "珍珠", assignee="p9", state="closed") == ["c0"]


def test_a_new_title_writes_only_what_differs(store: SqlStore, rows: list[CaseRow]) -> None:
    before = told(store)
    with store.write() as work:
        work.cases.replace(replace(rows[0], title="珍珠0座", updated_at=LATER))
    gone, come = (
        {(case_id, word) for case_id, word, _ in some} for some in (before - told(store), told(store) - before)
    )
    assert gone == {("c0", "号"), ("c0", "0号")} and come == {("c0", "座"), ("c0", "0座")}
    assert found(store, "0座") == ["c0"] and found(store, "0号") == []


def test_words_follow_once_a_case_is_left_alone(store: SqlStore, rows: list[CaseRow]) -> None:
    with store.write() as work:
        work.cases.replace(replace(rows[0], state="closed", title="珍珠0座", updated_at=LATER))
        work.cases.replace(replace(rows[1], updated_at=LATER + dt.timedelta(minutes=1)))
    with store.write() as work:
        assert catch_up(work, LATER, 100, 100) == 0
        assert catch_up(work, LATER + dt.timedelta(seconds=1), 100, 100) == 1
    moments = {case_id: {at for case, _, at in told(store) if case == case_id} for case_id in ("c0", "c1")}
    assert moments == {"c0": {int(LATER.timestamp())}, "c1": {int(rows[1].updated_at.timestamp())}}
    assert found(store, "珍珠") == ["c1", "c0", "c4", "c3", "c2"]


def test_the_oldest_beyond_so_many_follow_though_somebody_works_on_them(store: SqlStore, rows: list[CaseRow]) -> None:
    with store.write() as work:
        for row in rows:
            work.cases.replace(replace(row, updated_at=LATER + (row.updated_at - NOON)))
    with store.write() as work:
        assert catch_up(work, NOON, 2, 2) == 2 and catch_up(work, NOON, 2, 2) == 1
        assert catch_up(work, NOON, 2, 2) == 0
    late = {case_id for case_id, _, at in told(store) if at >= LATER.timestamp()}
    assert late == {"c0", "c1", "c2"}


def test_a_deleted_case_leaves_no_words(store: SqlStore, rows: list[CaseRow]) -> None:
    with store.write() as work:
        work.cases.replace(replace(rows[0], updated_at=LATER))
        work.cases.remove("t1", "c0")
        work.cases.remove("t1", "c1")
    assert {case_id for case_id, _, _ in told(store)} == {"c2", "c3", "c4"}


def test_a_case_that_somebody_writes_to_is_left_for_another_time(
    store: SqlStore, rows: list[CaseRow], place: str
) -> None:
    if place == "embedded":
        pytest.skip("SQLite has one writer")
    with store.write() as work:
        for row in rows[:2]:
            work.cases.replace(replace(row, updated_at=LATER))
    with store.write() as writing:
        assert writing.cases.get("t1", "c0")
        with store.write() as work:
            assert catch_up(work, LATER + dt.timedelta(hours=1), 100, 100) == 1
    with store.write() as work:
        assert catch_up(work, LATER + dt.timedelta(hours=1), 100, 100) == 1
