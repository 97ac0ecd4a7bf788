"""Taking the time of one piece of work: on the clock and on the processor, and the memory it took."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000


@dataclass
class Took:
    """Seconds on the clock and seconds of processor, this process and its threads."""

    wall: float = 0.0
    cpu: float = 0.0


def processor() -> float:
    """Processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def taking() -> Iterator[Took]:
    """The time of the block; filled in when it ends."""
    took, began, before = Took(), time.perf_counter(), processor()
    yield took
    took.wall, took.cpu = time.perf_counter() - began, processor() - before


def timed(work: Callable[[], object]) -> Took:
    """The time of one call."""
    with taking() as took:
        work()
    return took


def middle(times: list[Took]) -> Took:
    """Medians of both clocks."""
    return Took(statistics.median(t.wall for t in times), statistics.median(t.cpu for t in times))


def status(field: str) -> int:
    """A line of /proc/self/status in kilobytes, such as `VmRSS` or `VmHWM`."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1])


def in_child(module: str, *arguments: object) -> dict[str, float]:
    """Run `python -m module FOLDER arguments…` in a fresh process; its last line is JSON. Ends the bench on failure."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, folder, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
