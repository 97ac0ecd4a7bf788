"""A throwaway PostgreSQL from Debian's binaries. It refuses to run as root, so root lends it to the user `postgres`."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg

from tests.backing.ports import free_port, wait_for

OWNER = "postgres"
# Nothing here outlives the tests: no need to wait for the disk. The kill drill turns this off.
QUICK = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\n"


def binary(name: str) -> str:
    """The program of the newest PostgreSQL that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    assert found, "PostgreSQL is missing: tools/setup.sh test installs it"
    return str(found[-1])


class Cluster:
    """One PostgreSQL server on a free port of this machine, in a folder of its own below /tmp."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wizard-postgres-", dir="/tmp"))
        self.port = free_port()
        self._prefix = []
        if os.geteuid() == 0:
            account = pwd.getpwnam(OWNER)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._prefix = ["runuser", "-u", OWNER, "--"]
        self._run("initdb", "-D", str(self.data), "-U", "wizard", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories=''\nmax_connections=200\n"
        self._write(settings + ("" if durable else QUICK))
        self._process: subprocess.Popen | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _write(self, settings: str) -> None:
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(settings)

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._prefix, binary(name), *arguments]
        ended = subprocess.run(command, cwd="/tmp", stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr

    def start(self) -> "Cluster":
        """Run the server until `stop`; should the tests be killed, the kernel ends it too."""
        who = ["--reuid", OWNER, "--regid", OWNER, "--init-groups"] if self._prefix else []
        command = ["setpriv", *who, "--pdeathsig", "QUIT", "--", binary("postgres"), "-D", str(self.data)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, cwd="/tmp", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(self.port)
        for _ in range(200):
            with contextlib.suppress(psycopg.OperationalError):
                self.execute("SELECT 1")
                return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://wizard@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list:
        """Run one statement outside any transaction; its rows, if any."""
        with psycopg.connect(host="127.0.0.1", port=self.port, user="wizard", dbname=database, autocommit=True) as link:
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def database(self, template: str = "template1") -> str:
        """The address of a new database, a copy of `template`."""
        name = f"t{uuid.uuid4().hex}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def kill_connections(self, database: str) -> int:
        """End every session of a database, as a failing network would; how many."""
        ask = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database}'"
        return self.execute(ask)[0][0]
