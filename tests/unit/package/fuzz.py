"""Mutated files against the verifier and the renderer of originals: no crash, no hang, no unbounded memory.

usage: python -m tests.unit.package.fuzz [COUNT] [SEED]      COUNT files in all (default 10000)
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from wizard.package import verify
from wizard.package.exhibits.render import media_type_of, render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
SECONDS = 30
MEMORY = 3 << 30
TOKENS = [
    b"endobj",
    b"stream\n",
    b"/ByteRange [0 9999999999 1 1]",
    b"<<" * 50,
    b"[" * 200,
    b"xref\n0 99999999\n",
    b"%%EOF",
    b"/Prev 0",
    b"/Length -1",
    b"/Kids [1 0 R]",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"\0" * 64,
    b"startxref\n1\n",
]


def mutated(content: bytes, random: random.Random) -> bytes:
    """The content with one to six accidents."""
    data = bytearray(content)
    for _ in range(random.randint(1, 6)):
        if not data:
            break
        place = random.randrange(len(data))
        match random.randrange(7):
            case 0:
                data[place] ^= 1 << random.randrange(8)
            case 1:
                del data[place : place + random.randint(1, 200)]
            case 2:
                data[place:place] = random.choice(TOKENS)
            case 3:
                del data[place:]
            case 4:
                data[place : place + 8] = random.randbytes(8)
            case 5:
                data[place:place] = data[place : place + random.randint(1, 400)]
            case 6:
                tail = max(0, len(data) - random.randint(1, 3000))
                data[tail] = random.randrange(256)
    return bytes(data)


def _too_long(*_: object) -> None:
    raise TimeoutError("the file took too long")


def seeds() -> list[tuple[str, bytes]]:
    """Files to start from: every vector."""
    return [(path.name, path.read_bytes()) for path in sorted(VECTORS.iterdir()) if path.suffix in (".zip", ".pdf")]


def attack(count: int, seed: int, folder: Path) -> Counter[str]:
    """Mutate and judge `count` files; raises whatever the verifier or renderer lets through."""
    randomness, known, found = random.Random(seed), seeds(), Counter[str]()
    about = json.loads((VECTORS / "manifest.json").read_text("utf-8"))
    trusted = [(VECTORS / name).read_bytes() for name in about["trusted"]]
    good = {vector["file"]: vector["verdict"] for vector in about["vectors"]}
    path = folder / "mutated"
    signal.signal(signal.SIGALRM, _too_long)
    for _ in range(count):
        name, content = randomness.choice(known)
        changed = mutated(content, randomness)
        path.write_bytes(changed)
        signal.alarm(SECONDS)
        verdict = verify(path, trusted, name=name).verdict
        if verdict == "authentic" and changed != content and name.endswith(".pdf"):
            found["authentic after a change"] += 1
            (folder / f"accepted-{found['authentic after a change']}-{name}").write_bytes(changed)
        found[f"{good[name]} → {verdict}"] += 1
        with Spool() as spool:
            found[render(path, media_type_of(path), name, spool, PackageLimits(pdf_pages=3)).kind] += 1
        signal.alarm(0)
    return found


def main() -> None:
    """Run and print the counts, the time and the memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, started = Path(tempfile.mkdtemp()), time.perf_counter()
    for kind, number in sorted(attack(count, seed, folder).items()):
        print(f"{number:7} {kind}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"seed {seed}, {count} files in {time.perf_counter() - started:.0f} s, peak {peak:.0f} MB, kept in {folder}")


if __name__ == "__main__":
    main()
