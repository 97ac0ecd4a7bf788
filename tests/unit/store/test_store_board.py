"""The board's figures and search tell what the cases hold, whatever happened to them, however common the words are."""

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event

from wizard.case import CHINA
from wizard.store import board, derived, finding, schema
from wizard.store.database import SqlStore
from wizard.store.ports import Work
from wizard.store.rows import NOBODY, BoardQuery, CaseRow, PersonRow

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=CHINA)
TODAY = NOON.date()
STATES = ("draft", "packaged", "submitted", "answered", "closed")
SHOPS = ("晨星母婴店", "ABC 数码", "百分百100%", "晨光")


def made(chance: random.Random, number: int, team: str) -> CaseRow:
    due = TODAY + dt.timedelta(days=chance.randrange(-5, 20)) if chance.random() < 0.5 else None
    assignee, changed = chance.choice((None, "p2")), NOON + dt.timedelta(seconds=number)
    return CaseRow(
        f"c{number}", team, 1, "{}", f"R{number:03}-XXXX", chance.choice(("罚款争议：扣了钱", "结算：少了", "未命名")),
        chance.choice(("fine_dispute", None, "settlement")), chance.choice(SHOPS), chance.choice(STATES),
        Decimal(chance.randrange(10**6)) / 100, due, "", assignee, changed, "p1",
    )  # fmt: skip


def catch_up(work: Work, before: dt.datetime, most: int, at_once: int) -> int:
    """The words of up to `at_once` cases whose turn it is."""
    return work.cases.catch_up(work.cases.behind(before, most)[:at_once])


@pytest.fixture
def kept(store: SqlStore) -> dict[str, CaseRow]:
    """What two teams' cases are after many changes."""
    chance, cases = random.Random(4417), {}
    with store.write() as work:
        for number in range(60):
            row = made(chance, number, chance.choice(("t1", "t2")))
            work.cases.add(row)
            cases[row.id] = row
        catch_up(work, NOON + dt.timedelta(seconds=50), 100, 100)
        for number in chance.sample(range(60), 40):
            row = replace(made(chance, number, cases[f"c{number}"].team_id), id=f"c{number}")
            if chance.random() < 0.3:
                work.cases.remove(row.team_id, row.id)
                del cases[row.id]
            else:
                work.cases.replace(row)
                cases[row.id] = row
    return cases


def expected(kept: dict[str, CaseRow], query: BoardQuery) -> list[str]:
    text = query.text.casefold()
    found = [
        row
        for row in kept.values()
        if row.team_id == "t1"
        and (not query.scenario or row.scenario == query.scenario)
        and (not query.state or row.state == query.state)
        and (query.assignee is None or (row.assignee or NOBODY) == query.assignee)
        and (not query.by_due or (row.next_due is not None and row.state != "closed"))
        and any(text in shown.casefold() for shown in (row.reference, row.title, row.shop))
    ]
    if query.by_due:
        return [row.id for row in sorted(found, key=lambda row: (row.next_due, row.id))]
    return [row.id for row in sorted(found, key=lambda row: row.updated_at, reverse=True)]


@pytest.mark.parametrize(("common", "fresh"), [(1000, 60), (1000, 7), (1000, 0), (3, 60), (3, 7), (3, 0)])
@pytest.mark.parametrize(
    "text", ["", "晨", "钱", "店", "B", "0", "𠮷", "晨星", "abc", "100%", "%", "罚款争议", "r01", "店铺"]
)
def test_every_search_finds_what_reading_every_case_finds(
    store: SqlStore, kept: dict[str, CaseRow], text: str, common: int, fresh: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", common)
    monkeypatch.setattr(board, "COUNTED", common)
    with store.write() as work:
        catch_up(work, dt.datetime.fromtimestamp(0, CHINA), fresh, 100)
    every = product((None, "settlement"), (None, "draft"), (None, "p2", NOBODY), (False, True))
    for scenario, state, assignee, by_due in every:
        for offset, limit in ((0, 100), (2, 2)) if state else ((0, 100),):
            query = BoardQuery(TODAY, text, scenario, state, offset, limit, assignee, by_due)
            with store.read() as work:
                page = work.cases.board("t1", query)
            wanted = expected(kept, query)
            assert [line.case_id for line in page.lines] == wanted[offset : offset + limit]
            assert page.total == (common if page.at_least else len(wanted))
            assert not page.at_least or len(wanted) > common


@pytest.mark.parametrize("by_due", [False, True])
@pytest.mark.parametrize(
    "filters", [{}, {"assignee": "p2"}, {"assignee": NOBODY}, {"state": "draft"}, {"scenario": "nothing_there"}]
)
def test_every_page_is_where_turning_the_pages_comes_to(
    store: SqlStore, kept: dict[str, CaseRow], filters: dict[str, str], by_due: bool
) -> None:
    asked = BoardQuery(TODAY, limit=3, by_due=by_due, **filters)
    wanted = expected(kept, asked)
    for offset in range(0, len(wanted) + 3, 3):
        with store.read() as work:
            page = work.cases.board("t1", replace(asked, offset=offset))
        assert [line.case_id for line in page.lines] == wanted[offset : offset + 3] and page.total == len(wanted)


def test_what_is_due_is_counted_no_further_than_anybody_looks(
    store: SqlStore, kept: dict[str, CaseRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_COUNTED", 2)
    with store.read() as work:
        assert work.cases.board("t1", BoardQuery(TODAY + dt.timedelta(days=30))).due_soon == 2


def test_a_long_list_of_what_is_due_says_that_there_is_more(
    store: SqlStore, kept: dict[str, CaseRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_DUE", 2)
    with store.read() as work:
        page = work.cases.board("t1", BoardQuery(TODAY, by_due=True))
    assert (page.total, page.at_least) == (2, True)


def test_the_board_names_those_who_take_care_of_a_case(store: SqlStore, kept: dict[str, CaseRow]) -> None:
    with store.write() as work:
        for person_id, name in (("p2", "李四"), ("p3", "赵六")):
            work.people.add(PersonRow(person_id, person_id, name, "", True, NOON))
        named = work.cases.board("t1", BoardQuery(TODAY, "没有这样的")).assignees
        assert named == {"p2": "李四"}
        for row in kept.values():
            work.cases.replace(replace(row, assignee=None))
        assert work.cases.board("t1", BoardQuery(TODAY)).assignees == {}


def test_a_whole_number_finds_its_case_however_common_its_letters(
    store: SqlStore, kept: dict[str, CaseRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "newest", lambda *_: pytest.fail("its letters were searched for"))
    monkeypatch.setattr(board, "newest", finding.newest)
    row = next(row for row in kept.values() if row.team_id == "t1")
    with store.read() as work:
        page = work.cases.board("t1", BoardQuery(TODAY, row.reference.lower()))
    assert [line.case_id for line in page.lines] == [row.id] and not page.at_least


def test_figures_are_those_of_the_cases(store: SqlStore, kept: dict[str, CaseRow]) -> None:
    mine = [row for row in kept.values() if row.team_id == "t1" and row.state != "closed"]
    with store.read() as work:
        page = work.cases.board("t1", BoardQuery(TODAY))
        assert work.cases.count() == len(kept)
    assert page.money_at_stake == sum(row.money for row in mine)
    assert page.due_soon == sum(row.next_due is not None and row.next_due <= TODAY for row in mine)


WORDS = (
    "SELECT w.team_id, w.pair, w.at, w.case_id, k.team_id, k.scenario, k.state, k.assignee, c.words_at"
    " FROM case_words w JOIN case_kinds k ON k.id = w.kind JOIN cases c ON c.id = w.case_id"
)


def test_making_them_anew_changes_nothing_once_all_words_have_caught_up(
    store: SqlStore, kept: dict[str, CaseRow]
) -> None:
    def rows() -> list[list]:
        with store.engine.connect() as connection:
            tables = ("SELECT * FROM figures WHERE cases <> 0", WORDS)
            return [sorted(tuple(row) for row in connection.exec_driver_sql(table)) for table in tables]

    with store.write() as work:
        while catch_up(work, NOON + dt.timedelta(days=1), 100, 7):
            pass
    before = rows()
    with store.transaction() as connection:
        derived.rebuild(connection)
    assert rows() == before and all(before)
    assert {row[-1] for row in before[1]} == {None}


def test_what_is_about_to_go_is_read_by_an_index_however_many_cases_there_are(store: SqlStore) -> None:
    rows = [filed(number) for number in range(3000)]
    with store.transaction() as connection:
        connection.execute(schema.cases.insert(), rows)
        connection.exec_driver_sql("ANALYZE")
    asked: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    with store.read() as work:
        lines = work.cases.unchanged_lines("t1", NOON, ("closed", "draft"), 20, 20)
    wanted = sorted((row["updated_at"], row["id"]) for row in rows if row["state"] in ("closed", "draft"))[20:40]
    assert [line.case_id for line in lines] == [case_id for _, case_id in wanted]
    finding_ids, opening = (plan_of(store, *one) for one in tuple(asked))
    assert finding_ids.count("cases_by_state_and_time") == 2
    for plan in (finding_ids, opening):
        assert "SCAN cases" not in plan and "Seq Scan on cases" not in plan, plan


def filed(number: int) -> dict[str, Any]:
    at = int(NOON.timestamp()) - 86400 * (1 + number * 7919 % 3000)
    return {
        "id": f"c{number}", "team_id": "t1", "version": 1, "reference": f"R{number}", "title": "", "scenario": None,
        "shop": "", "state": STATES[number % 5], "money": 0, "next_due": None, "next_task": "", "assignee": "p2",
        "updated_at": at, "updated_by": "p1", "words_at": None, "data": "发生了很多事。" * 300,
    }  # fmt: skip


def plan_of(store: SqlStore, statement: str, values: Any) -> str:
    """How the database would go about it."""
    how = "EXPLAIN QUERY PLAN" if store.engine.dialect.name == "sqlite" else "EXPLAIN"
    with store.engine.connect() as connection:
        return "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {statement}", values))
