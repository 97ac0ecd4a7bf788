"""Starts servers for the benchmarks: an empty Streamlit page and this app, in folders of their own, on free ports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
EMPTY_PAGE = """import streamlit as st
if "count" not in st.session_state:
    st.session_state.count = 0
st.title("empty")
st.text_input("name", key="name")
if st.button("count", key="count_button"):
    st.session_state.count += 1
st.write(st.session_state.count)
"""
STREAMLIT = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]


@dataclass
class Server:
    """A running server: its port, its process, and the seconds it took to answer."""

    port: int
    process: psutil.Process
    started_in: float

    def megabytes(self) -> float:
        """Resident memory of the server process alone, in MB."""
        return float(self.process.memory_info().rss) / 1e6

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """A server process, waited for and ended."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode}")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise RuntimeError("the server did not answer within 30 s")


@contextmanager
def empty_page(folder: Path) -> Iterator[Server]:
    """A plain Streamlit page: one field, one button. The floor of every comparison. Same settings as ours."""
    script, port = folder / "empty.py", free_port()
    script.write_text(EMPTY_PAGE, "utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *STREAMLIT, "--runner.postScriptGC=false"]
    with running([*command, f"--server.port={port}"], port) as server:
        yield server


@contextmanager
def wizard(data: Path) -> Iterator[Server]:
    """This app on a data folder."""
    port = free_port()
    command = [sys.executable, "-m", "wizard", "serve", "--port", str(port)]
    with running(command, port, {"WIZARD_DATA_FOLDER": str(data)}) as server:
        yield server
