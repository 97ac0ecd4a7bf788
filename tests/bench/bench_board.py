"""The board of a team with 100,000 cases beside one with 100: opening, filtering, searching, saving; each database.

The goal is twice the time. Measured at the service, that is without Streamlit's own share of a click.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.backing.postgres import Cluster
from wizard.case import new_case_id, new_reference, now
from wizard.store import derived
from wizard.store.database import SqlStore
from wizard.store.rows import BoardQuery
from wizard.store.schema import cases

SMALL, LARGE, TIMES = 100, 100_000, 15
OLD, OLDER = "旧鬲", "古罍尊"
"""In the 1,500 oldest cases only, and in 10,000 of the older half."""
SEVERAL = "琥珀"
"""In 900 cases: as many as are counted whole."""
FRESH = 100
"""Cases changed since their words were written, as many as a busy team has."""
WORDS = [
    "罚款争议",
    "结算佣金",
    "推广误导",
    "客服处理",
    "系统故障",
    "平台规则",
    "发货超时",
    "虚假交易",
    "扣了货款",
    "没有说明",
]
STATES = ("draft", "packaged", "submitted", "answered", "closed")
SCENARIOS = ("fine_dispute", "settlement", "misleading_promotion", "support_misconduct", "system_bug")
DATA = '{"narrative": "' + "发生了很多事。" * 300 + '"}'


def fill(store: SqlStore, team: str, count: int) -> None:
    """Cases of a team, as many as that, one in fifty with a rare word."""
    chance = random.Random(count)
    for start in range(0, count, 2000):
        rows = [_row(chance, team, number) for number in range(start, min(start + 2000, count))]
        with store.transaction() as connection:
            connection.execute(cases.insert(), rows)


def _row(chance: random.Random, team: str, number: int) -> dict[str, object]:
    at = int(now().timestamp()) - number * 60
    due = dt.date(2026, 12, 1) + dt.timedelta(days=chance.randrange(400)) if number % 3 == 0 else None
    rare = f"珍珠{number // 50}号" if number % 50 == 0 else ""
    rare += OLD if number > LARGE - 1500 else "鼋" if number % 5000 == 0 else ""
    rare += OLDER if LARGE // 2 < number <= LARGE // 2 + 10_000 else SEVERAL if number % 111 == 5 else ""
    return {
        "id": new_case_id(), "team_id": team, "version": 1, "data": DATA, "reference": new_reference(),
        "title": f"{chance.choice(WORDS)}：{chance.choice(WORDS)}{rare}", "scenario": chance.choice(SCENARIOS),
        "shop": f"晨星旗舰店{number % 97}", "state": chance.choice(STATES), "money": chance.randrange(10**7),
        "next_due": due, "next_task": "", "assignee": f"p{number % 5}", "updated_at": at, "updated_by": "p1",
    }  # fmt: skip


def change(store: SqlStore, team: str) -> None:
    """Save a fifth of the cases of a team, `FRESH` of them at most, wherever they stand."""
    with store.write() as work:
        ids = [case_id for of, case_id in work.cases.ids(team) if of == team]
        for case_id in random.Random(7).sample(ids, min(FRESH, len(ids) // 5)):
            row = work.cases.get(team, case_id)
            assert row
            work.cases.replace(replace(row, updated_at=now()))


def asked(store: SqlStore, team: str) -> dict[str, Callable[[], object]]:
    """What people do on a board, by name."""

    def board(**more: object) -> Callable[[], object]:
        def ask() -> object:
            with store.read() as work:
                return work.cases.board(team, BoardQuery(due_by=dt.date(2026, 12, 4), **more))  # type: ignore[arg-type]

        return ask

    with store.read() as work:
        some = work.cases.board(team, BoardQuery(due_by=dt.date(2026, 12, 4))).lines[7]

    def save() -> None:
        with store.write() as work:
            row = work.cases.get(team, some.case_id)
            assert row
            work.cases.replace(row)

    return {
        "open": board(), "page 5": board(offset=80), "filter by state": board(state="submitted"),
        "filter by scenario": board(scenario="settlement"),
        "both filters": board(scenario="settlement", state="closed"),
        "search a number": board(text=some.reference), "search a rare word": board(text="珍珠0号"),
        "search a common word": board(text="罚款争议"), "common word, filtered": board(text="罚款", state="answered"),
        "search nothing there": board(text="没有这样的"), "search a rare letter": board(text="鼋"),
        "search a common letter": board(text="款"), "a letter not there": board(text="囍"),
        "a letter, filtered": board(text="罚", state="closed", scenario="settlement"),
        "a digit": board(text="7"), "only in 1,500 oldest": board(text=OLD), "one of these letters": board(text=OLD[0]),
        "in 10,000 older": board(text=OLDER[:2]), "a text in 10,000 older": board(text=OLDER),
        "the same, filtered": board(text=OLDER[:2], state="draft", assignee="p3"), "in 900 cases": board(text=SEVERAL),
        "mine": board(assignee="p1"), "mine, a common word": board(text="罚款争议", assignee="p1"),
        "save a case": save,
    }  # fmt: skip


def median(ask: Callable[[], object]) -> float:
    """Milliseconds, the first time left out."""
    ask()
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def report(name: str, store: SqlStore) -> None:
    """Fill both teams and print the table."""
    began = time.perf_counter()
    fill(store, "small", SMALL)
    fill(store, "large", LARGE)
    filled, began = time.perf_counter() - began, time.perf_counter()
    with store.transaction() as connection:
        derived.rebuild(connection)
    rebuilt = time.perf_counter() - began
    change(store, "small")
    change(store, "large")
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum has done with cases that came over years
    print(f"{name}: {SMALL} and {LARGE:,} cases filled in {filled:.0f} s, their words in {rebuilt:.0f} s")
    small, large = asked(store, "small"), asked(store, "large")
    for what, ask in small.items():
        few, many = median(ask), median(large[what])
        print(f"  {what:<22} {SMALL} cases {few:7.2f} ms   {LARGE:,} cases {many:7.2f} ms   {many / few:5.1f} x")


def main() -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder:
        report("SQLite", SqlStore(f"sqlite:///{Path(folder) / 'board.sqlite3'}"))
    cluster = Cluster().start()
    try:
        report("PostgreSQL", SqlStore(cluster.database()))
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
