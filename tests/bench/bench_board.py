"""A team of 100,000 cases and a million events beside one of 100: boards, searches, trails, housekeeping.

Each is done by the small team alone on an instance, by the same team beside the large one, and by the large one, in
turn. The goal is twice the time of the first. What goes over a whole team is told by the case or event. Measured at
store and services, that is without Streamlit's own share of a click.

`python -m tests.bench.bench_board sqlite` (or `postgresql`) measures one database; further words choose what to do.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.backing.postgres import Cluster
from tests.bench import grown_board as teams
from tests.bench.board_team import Asked, Team
from wizard.bootstrap import open_instance
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store import derived
from wizard.store.database import SqlStore

SMALL, LARGE = 100, 100_000
TIMES, SECONDS = 15, 4.0
"""So often each is done, or until it has taken so long."""
PLACES = ("sqlite", "postgresql")


def filled(folder: Path, url: str, sizes: dict[str, int]) -> Instance:
    """An instance with teams of some sizes, their words made as an import makes them, some cases changed since."""
    limit = {"retention_days": 365, "retention_warning_days": 30}
    data = {"data_folder": folder, "database_url": url, "files_url": "", "public_address": ""}
    instance = open_instance(Settings(_env_file=None, **data, **limit))  # type: ignore[arg-type]
    store = instance.store
    assert isinstance(store, SqlStore)
    files = teams.files(instance)
    teams.others(store, files)
    for team, size in sizes.items():
        teams.fill(store, team, size, files)
    with store.transaction() as connection:
        derived.rebuild(connection)
    for team in sizes:
        teams.change(store, team)
    if url:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum has done with cases that came over years
    return instance


def milliseconds(asked: list[Asked]) -> list[float]:
    """Medians of doing the same in several places in turn; the first time left out where it is done more than once."""
    times: list[list[float]] = [[] for _ in asked]
    while len(times[0]) <= TIMES and sum(map(sum, times)) < SECONDS:
        for one, took in zip(asked, times, strict=True):
            one.before()
            began = time.perf_counter()
            one.do()
            took.append(time.perf_counter() - began)
    return [statistics.median(took[1:] or took) * 1000 for took in times]


def line(what: str, asked: list[Asked]) -> str:
    """A row of the table: times, and how many times the first."""
    took = milliseconds(asked)
    each = [1000 / one.each if one.each else 1 for one in asked]
    alone, beside, large = (milli * factor for milli, factor in zip(took, each, strict=True))
    unit = "µs each" if asked[0].each else "ms"
    return (
        f"  {what:<34} {alone:9.2f} {beside:9.2f} {large:9.2f} {unit:<8} {beside / alone:5.1f} x {large / alone:5.1f} x"
    )


def report(name: str, addresses: Callable[[], str], chosen: list[str]) -> None:
    """Fill both instances and print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        began = time.perf_counter()
        single = filled(folder / "single", addresses(), {"small": SMALL})
        stack.callback(single.close)
        shared = filled(folder / "shared", addresses(), {"small": SMALL, "large": LARGE})
        stack.callback(shared.close)
        took = time.perf_counter() - began
        told = f"{SMALL} cases alone, the same beside {LARGE:,}, and those"
        print(f"{name}: {told} (filled in {took:.0f} s)", flush=True)
        places = [Team(single, "small", folder), Team(shared, "small", folder), Team(shared, "large", folder)]
        for what, alone in (tables := [place.asked() for place in places])[0].items():
            if not chosen or any(word in what for word in chosen):
                print(line(what, [alone, *(table[what] for table in tables[1:])]), flush=True)


def main(*words: str) -> None:
    """Both databases, or the one named."""
    chosen = [word for word in words if word not in PLACES]
    places = [place for place in PLACES if place in words] or PLACES
    if "sqlite" in places:
        report("SQLite", lambda: "", chosen)
    if "postgresql" in places:
        cluster = Cluster().start()
        try:
            report("PostgreSQL", cluster.database, chosen)
        finally:
            cluster.remove()


if __name__ == "__main__":
    main(*sys.argv[1:])
