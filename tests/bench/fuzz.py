"""Mutated files against the verifier: no crash, no hang, no unbounded memory, and no changed file called authentic.

usage: python -m tests.bench.fuzz [COUNT] [SEED]      COUNT files in all (default 10000); exit 1 when anything was found
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from tests.bench.mutations import mutated
from wizard.package import verify
from wizard.package.exhibits.render import media_type_of, render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
SECONDS = 30
MEMORY = 3 << 30
FAILED = "FAILED"


class TooLong(BaseException):
    """Outside of what the verifier may catch."""


def _too_long(*_: object) -> None:
    raise TooLong


def seeds() -> list[tuple[str, bytes]]:
    """Files to start from: every vector."""
    return [(path.name, path.read_bytes()) for path in sorted(VECTORS.iterdir()) if path.suffix in (".zip", ".pdf")]


def attack(count: int, seed: int, folder: Path) -> Counter[str]:
    """Mutate and judge `count` files; what failed is kept in `folder` and counted under `FAILED …`."""
    chance, known, found = random.Random(seed), seeds(), Counter[str]()
    about = json.loads((VECTORS / "manifest.json").read_text("utf-8"))
    trusted = [(VECTORS / name).read_bytes() for name in about["trusted"]]
    expected = {vector["file"]: vector["verdict"] for vector in about["vectors"]}
    signal.signal(signal.SIGALRM, _too_long)
    for number in range(count):
        name, content = chance.choice(known)
        changed = mutated(name, content, chance)
        path = folder / f"{number}-{name}"
        path.write_bytes(changed)
        failure = _judge(path, name, content, trusted, expected[name], found)
        if failure:
            found[f"{FAILED} {failure}"] += 1
        else:
            path.unlink()
    return found


def _judge(path: Path, name: str, content: bytes, trusted: list[bytes], expected: str, found: Counter[str]) -> str:
    """What went wrong with one file; empty when nothing did."""
    signal.alarm(SECONDS)
    try:
        verdict = verify(path, trusted, name=name)
        found[f"{expected} → {verdict.verdict}"] += 1
        if verdict.verdict == "authentic" and not _same_inside(name, content, path.read_bytes()):
            return "authentic after a change"
        json.dumps(verdict.as_json())
        with Spool() as spool:
            render(path, media_type_of(path), name, spool, PackageLimits(pdf_pages=3))
    except (Exception, TooLong) as error:  # noqa: BLE001 - whatever comes out is what we look for
        traceback.print_exc()
        return type(error).__name__
    finally:
        signal.alarm(0)
    return ""


def _same_inside(name: str, before: bytes, after: bytes) -> bool:
    """Whether a file judged authentic says the same as before: to the byte, or for a ZIP in all that is signed."""
    if before == after:
        return True
    if not name.endswith(".zip"):
        return False
    import io

    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        signed = json.loads(one.read(next(n for n in one.namelist() if n.endswith("manifest.json"))))["files"]
        known = {info.filename.rpartition("投诉材料/")[2]: info for info in one.infolist()}
        found = {info.filename.rpartition("投诉材料/")[2]: info for info in other.infolist()}
        return all(one.read(known[row["name"]]) == _content(after, other, found[row["name"]]) for row in signed)


def _content(whole: bytes, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A file's bytes without the ZIP's own checksum, which nobody signs."""
    if info.compress_type != zipfile.ZIP_STORED:
        return archive.read(info)
    head = whole[info.header_offset : info.header_offset + 30]
    start = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    return whole[start : start + info.file_size]


def main() -> None:
    """Run and print the counts, the time and the memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, started = Path(tempfile.mkdtemp()), time.perf_counter()
    found = attack(count, seed, folder)
    for kind, number in sorted(found.items()):
        print(f"{number:7} {kind}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"seed {seed}, {count} files in {time.perf_counter() - started:.0f} s, peak {peak:.0f} MB, kept in {folder}")
    sys.exit(any(kind.startswith(FAILED) for kind in found))


if __name__ == "__main__":
    main()
