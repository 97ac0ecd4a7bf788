"""The board's figures and search tell what the cases hold, whatever happened to them, however common the words are."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from wizard.case import CHINA
from wizard.store import board, derived, finding
from wizard.store.database import SqlStore
from wizard.store.rows import BoardQuery, CaseRow

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=CHINA)
TODAY = NOON.date()
STATES = ("draft", "packaged", "submitted", "answered", "closed")
SHOPS = ("晨星母婴店", "ABC 数码", "百分百100%", "晨光")


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    opened = SqlStore(database)
    yield opened
    opened.close()


def made(chance: random.Random, number: int, team: str) -> CaseRow:
    due = TODAY + dt.timedelta(days=chance.randrange(-5, 20)) if chance.random() < 0.5 else None
    assignee, changed = chance.choice((None, "p2")), NOON + dt.timedelta(seconds=number)
    return CaseRow(
        f"c{number}", team, 1, "{}", f"R{number:03}-XXXX", chance.choice(("罚款争议：扣了钱", "结算：少了", "未命名")),
        chance.choice(("fine_dispute", None, "settlement")), chance.choice(SHOPS), chance.choice(STATES),
        Decimal(chance.randrange(10**6)) / 100, due, "", assignee, changed, "p1",
    )  # fmt: skip


@pytest.fixture
def kept(store: SqlStore) -> dict[str, CaseRow]:
    """What two teams' cases are after many changes."""
    chance, cases = random.Random(4417), {}
    with store.write() as work:
        for number in range(60):
            row = made(chance, number, chance.choice(("t1", "t2")))
            work.cases.add(row)
            cases[row.id] = row
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
        and (not query.assignee or row.assignee == query.assignee)
        and any(text in shown.casefold() for shown in (row.reference, row.title, row.shop))
    ]
    return [row.id for row in sorted(found, key=lambda row: row.updated_at, reverse=True)]


@pytest.mark.parametrize(("common", "many", "through"), [(1000, 2000, 2000), (3, 2000, 2000), (3, 3, 2000), (3, 3, 5)])
@pytest.mark.parametrize(
    "text", ["", "晨", "钱", "店", "B", "0", "𠮷", "晨星", "abc", "100%", "%", "罚款争议", "r01", "店铺"]
)
def test_every_search_finds_what_reading_every_case_finds(
    store: SqlStore,
    kept: dict[str, CaseRow],
    text: str,
    common: int,
    through: int,
    many: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "FEW", common)
    monkeypatch.setattr(finding, "LOOKED_THROUGH", through)
    monkeypatch.setattr(finding, "MANY", many)
    monkeypatch.setattr(finding, "AT_ONCE", 4)
    monkeypatch.setattr(board, "COUNTED", common)
    for scenario, state, assignee in product((None, "settlement"), (None, "draft"), (None, "p2")):
        for offset, limit in ((0, 100), (2, 2)) if state else ((0, 100),):
            query = BoardQuery(TODAY, text, scenario, state, offset, limit, assignee)
            with store.read() as work:
                page = work.cases.board("t1", query)
            wanted = expected(kept, query)
            assert [line.case_id for line in page.lines] == wanted[offset : offset + limit]
            assert page.total == (common if page.at_least else len(wanted))
            assert not page.at_least or len(wanted) > common


@pytest.mark.parametrize("text", ["钱", "罚款", "B", "罚款争"])
def test_what_few_cases_have_is_found_without_reading_the_others(
    store: SqlStore, kept: dict[str, CaseRow], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    monkeypatch.setattr(finding, "_walk", lambda *_: pytest.fail("the newest cases were looked through"))
    holding = finding._Search._holding
    monkeypatch.setattr(
        finding._Search, "_holding", lambda search, ids: opened.append(len(ids)) or holding(search, ids)
    )
    with store.read() as work:
        page = work.cases.board("t1", BoardQuery(TODAY, text, limit=100))
    assert [line.case_id for line in page.lines] == expected(kept, BoardQuery(TODAY, text)) and not page.at_least
    assert opened == ([len(page.lines)] if len(text) > 2 else []), "only those with the rarest pair are opened"


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


def test_making_them_anew_changes_nothing(store: SqlStore, kept: dict[str, CaseRow]) -> None:
    def rows() -> list[set]:
        with store.engine.connect() as connection:
            tables = ("SELECT * FROM figures WHERE cases <> 0", "SELECT * FROM case_words")
            return [{tuple(row) for row in connection.exec_driver_sql(table)} for table in tables]

    before = rows()
    with store.transaction() as connection:
        derived.rebuild(connection)
    assert rows() == before and all(before)
