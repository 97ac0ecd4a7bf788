"""Mutated evidence of every kind as an upload and as a page of a package: no crash, no hang, no unbounded memory.

usage: python -m tests.bench.fuzz_evidence [COUNT] [SEED]      COUNT files in all (default 10000)

The files are judged by their bytes alone, as an upload is, and again under the kind they were before. Each batch runs
in a process of its own under a limit of memory and time; what breaks is kept and named, and makes the exit code 1.
"""

from __future__ import annotations

import multiprocessing
import queue
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.fuzz_intake import more_kinds, nasty, renamed, take_in, without_pictures
from tests.bench.measured import status
from tests.bench.mutations import mutated
from tests.unit.package.many import many
from tests.unit.package.samples import Piece
from wizard.package.exhibits.render import media_type_of, render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits

SECONDS, HURTING_SECONDS = 30, 120
MEMORY = 2 << 30
BATCH = 250
LIMITS = PackageLimits(pdf_pages=5)


@dataclass
class Found:
    """What a batch of files came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: float = 0.0
    megabytes: float = 0.0


def attack(pieces: list[Piece], count: int, seed: int, folder: Path) -> Found:
    """Mutate and render `count` files in this process; files that raise are kept in `folder`."""
    randomness, found = random.Random(seed), Found()
    signal.signal(signal.SIGALRM, _too_long)
    for number in range(count):
        piece = randomness.choice(pieces)
        path = folder / f"{seed}-{number}{piece.path.suffix}"
        path.write_bytes(mutated(piece.path.name, piece.path.read_bytes(), randomness))
        began = time.perf_counter()
        signal.alarm(SECONDS)
        try:
            found.kinds[take_in(path, renamed(path.name, randomness))] += 1
            for media_type in {media_type_of(path), piece.media_type} - {""}:
                with Spool() as spool:
                    found.kinds[render(path, media_type, path.name, spool, LIMITS).kind] += 1
        except Exception as error:  # noqa: BLE001  # whatever gets out is what is looked for
            found.broken.append(f"{path.name}: {type(error).__name__}: {error}")
            continue
        finally:
            signal.alarm(0)
            found.slowest = max(found.slowest, time.perf_counter() - began)
        path.unlink()
    found.megabytes = status("VmHWM") / 1000
    return found


def _too_long(*_: object) -> None:
    raise TimeoutError(f"took more than {SECONDS} s")


def _batch(pieces: list[Piece], count: int, seed: int, folder: Path, answer: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    without_pictures()
    answer.put(attack(pieces, count, seed, folder))


def hurt(path: Path, answer: Any) -> None:
    """One of the files made to hurt, in a process of its own; how it ended, seconds, megabytes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    without_pictures()
    began = time.perf_counter()
    ending = take_in(path, path.name)
    answer.put((ending, time.perf_counter() - began, status("VmHWM") / 1000))


def run_nasty(folder: Path) -> list[str]:
    """Every file made to hurt; a line for each that broke or took too long."""
    context, broken = multiprocessing.get_context("spawn"), []
    for path in nasty(folder):
        answer = context.Queue()
        process = context.Process(target=hurt, args=(path, answer))
        process.start()
        try:
            ending, seconds, megabytes = answer.get(timeout=HURTING_SECONDS)
            print(f"  {path.name:<12} {ending:<18} {seconds:5.1f} s {megabytes:6.0f} MB")
        except queue.Empty:
            process.kill()
            broken.append(f"{path.name}: no answer, exit code {process.exitcode}")
        process.join()
    return broken


def run(count: int, seed: int, folder: Path) -> Found:
    """All batches one after the other; a process that dies is named with its batch."""
    context, whole = multiprocessing.get_context("spawn"), Found()
    pieces = [*many(folder), *more_kinds(folder)]
    for place in range(0, count, BATCH):
        answer = context.Queue()
        process = context.Process(target=_batch, args=(pieces, min(BATCH, count - place), seed + place, folder, answer))
        process.start()
        while process.is_alive() and answer.empty():
            time.sleep(0.05)
        if answer.empty() and process.exitcode is not None and process.exitcode:
            whole.broken.append(f"batch {seed + place}: the process ended with {process.exitcode}")
            continue
        found: Found = answer.get(timeout=5)
        process.join()
        whole.kinds += found.kinds
        whole.broken += found.broken
        whole.slowest, whole.megabytes = max(whole.slowest, found.slowest), max(whole.megabytes, found.megabytes)
    return whole


def main() -> int:
    """Run and print the counts, the time and the memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    folder, began = Path(tempfile.mkdtemp()), time.perf_counter()
    hurting = run_nasty(folder)
    found = run(count, seed, folder)
    found.broken = [*hurting, *found.broken]
    for kind, number in sorted(found.kinds.items()):
        print(f"{number:7} {kind}")
    for broken in found.broken:
        print(broken)
    took = f"{time.perf_counter() - began:.0f} s, slowest {found.slowest:.1f} s, peak {found.megabytes:.0f} MB"
    print(f"seed {seed}, {count} files in {took}, {len(found.broken)} broken")
    if not found.broken:
        shutil.rmtree(folder)
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
