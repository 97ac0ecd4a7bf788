"""A real server for the journeys: `python -m wizard serve` on a free port with its own data folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
_CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b")


class Server:
    """One server process; its data folder outlives it, so that it can be killed and started again."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.output = folder.with_name(f"{folder.name}-{self.port}.log")
        self.process = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        environment = os.environ | {"WIZARD_DATA_FOLDER": str(self.folder), "PYTHONUNBUFFERED": "1"}
        environment |= self.environment
        command = [sys.executable, "-m", "wizard", "serve", "--port", str(self.port)]
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()
        return self

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.said()[-3000:]}")

    def said(self) -> str:
        return self.output.read_text("utf-8", errors="replace")

    def setup_code(self) -> str:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if found := _CODE.search(self.said()):
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no set-up code was printed:\n{self.said()[-2000:]}")

    def kill(self) -> None:
        """As a power cut would: nothing gets a chance to finish."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
