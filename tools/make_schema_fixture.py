"""Stores a database of today's schema, with a bit of everything in it, for the tests of upgrading.

usage: .venv/bin/python -m tools.make_schema_fixture   writes tests/fixtures/schemas/<schema>.sqlite
Run it once for each new migration, before a release; never again for an old one: it is what people have.
"""

import sqlite3
import tempfile
from pathlib import Path

from wizard.bootstrap import open_instance
from wizard.changes import Change
from wizard.services import cases, people
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store.migrate import HEAD

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "schemas"
PASSWORD = "correct horse battery"


def main() -> None:
    target = FOLDER / f"{HEAD}.sqlite"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        instance = open_instance(Settings(_env_file=None, data_folder=data, database_url="", files_url=""))
        populate(instance)
        instance.close()
        with sqlite3.connect(data / "wizard.sqlite3") as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
        connection.close()


def populate(instance: Instance) -> None:
    code = people.setup_code(instance)
    people.set_up(instance, code, "wang", "王五", PASSWORD, "晨星")
    session = people.open_session(instance, people.sign_in(instance, "wang", PASSWORD, "127.0.0.1").value)
    actor = people.person_of(instance, session.token).actors[0]
    people.invite(instance, actor, "editor")
    for scenario in ("fine_dispute", "settlement"):
        cases.open_sample(instance, actor, scenario)
    written = cases.create(instance, actor)
    cases.save(instance, actor, written.case.id, [Change("narrative", "", "升级前写下的经过：𠮷")])
    cases.delete(instance, actor, cases.create(instance, actor).case.id)


if __name__ == "__main__":
    main()
