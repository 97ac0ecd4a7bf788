"""On a database server each question is a trip: how many a click makes, and that ended connections go unnoticed."""

import re
import threading
import time

import pytest

from tests.backing.postgres import Cluster
from wizard.changes import Change
from wizard.services import cases
from wizard.services.instance import Instance
from wizard.store import database
from wizard.store.database import SqlStore


@pytest.fixture
def place() -> str:
    """Only on PostgreSQL: SQLite makes no trips."""
    return "grown"


class Listening:
    """What the server was asked, in its own log."""

    def __init__(self, cluster: Cluster, instance: Instance) -> None:
        name = instance.settings.database.rsplit("/", 1)[1]
        cluster.execute(f"ALTER DATABASE \"{name}\" SET log_statement = 'all'")
        _end_connections(cluster, name)
        self._log = cluster.folder / "log"

    def __enter__(self) -> "Listening":
        self._begun = self._log.stat().st_size
        return self

    def __exit__(self, *_: object) -> None:
        with self._log.open("rb") as log:
            log.seek(self._begun)
            told = log.read().decode()
        self.asked = re.findall(r"LOG:  (?:statement|execute [^:]+): (\w+)", told)


@pytest.fixture
def listening(cluster: Cluster, instance: Instance, office) -> Listening:
    return Listening(cluster, instance)


def test_a_save_makes_eight_trips_and_a_look_two(instance: Instance, office, listening: Listening) -> None:
    case_id = cases.create(instance, office.owner).case.id
    with listening:
        saved = cases.save(instance, office.owner, case_id, [Change("shop.shop_id", "", "7788")])
    role, case, chain = ["SELECT"], ["BEGIN", "SELECT", "UPDATE"], ["SELECT", "SELECT", "INSERT", "COMMIT"]
    assert listening.asked == role + case + chain
    with listening:
        assert cases.read(instance, office.owner, case_id, saved.stored) is saved.stored
    assert listening.asked == ["SELECT", "SELECT"]


@pytest.mark.parametrize("quiet", [30, 0])
def test_connections_that_the_server_ended_are_replaced_unnoticed(
    instance: Instance, office, cluster: Cluster, quiet: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without asking, or by asking after a quiet time; reads and saves go on as if nothing had been."""
    monkeypatch.setattr(database, "QUIET_SECONDS", quiet)
    case_id = cases.create(instance, office.owner).case.id
    for turn in range(3):
        assert _connected(instance, 4) >= 4
        _end_connections(cluster, instance.settings.database.rsplit("/", 1)[1])
        saved = cases.save(
            instance, office.owner, case_id, [Change("shop.name", str(turn - 1) if turn else "", f"{turn}")]
        )
        assert saved.stored.case.shop.name == str(turn)
        assert cases.version_of(instance, office.owner, case_id) == turn + 2


def _end_connections(cluster: Cluster, name: str) -> None:
    cluster.kill_connections(name)
    for _ in range(200):  # a server takes its time to end them
        if not cluster.execute(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'"):
            return
        time.sleep(0.02)
    raise AssertionError("the connections did not end")


def _connected(instance: Instance, wanted: int) -> int:
    """Have as many connections open at once, and hand them back."""
    together = threading.Barrier(wanted)

    def ask() -> None:
        with instance.store.read() as work:
            work.people.any()
            together.wait(10)

    threads = [threading.Thread(target=ask) for _ in range(wanted)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert isinstance(instance.store, SqlStore)
    return instance.store.engine.pool.checkedin()  # type: ignore[attr-defined]
