"""A database of an older schema goes on working after the upgrade."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from wizard.store import migrate as migrating
from wizard.store.database import SqlStore, engine_for


def at_revision(url: str, revision: str) -> None:
    """An empty database of a revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    engine = engine_for(url)
    with engine.connect().execution_options(wizard_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_who_could_sign_before_there_were_signers_still_can(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.sqlite3"
    at_revision(url, "0001")
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO teams VALUES ('t1', '晨星', 0)")
        for role in ("owner", "editor", "viewer"):
            connection.exec_driver_sql("INSERT INTO people VALUES (?, ?, '王', '!', 1, 0)", (role, role))
            connection.exec_driver_sql("INSERT INTO memberships VALUES ('t1', ?, ?, 1, 0)", (role, role))
        names = "code_hash, kind, team_id, role, expires_at"
        connection.exec_driver_sql(f"INSERT INTO codes ({names}) VALUES ('h', 'invitation', 't1', 'editor', 9)")
    engine.dispose()
    store = SqlStore(url)
    with store.read() as work:
        roles = {who: work.people.role_of("t1", who) for who in ("owner", "editor", "viewer")}
        assert roles == {"owner": "owner", "editor": "signer", "viewer": "viewer"}
        assert work._connection.exec_driver_sql("SELECT role FROM codes").scalar_one() == "signer"
    store.close()
