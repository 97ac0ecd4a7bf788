"""`make bench`: runs every benchmark, or those named: `python -m tests.bench clicks package`."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main(chosen: list[str]) -> None:
    """Run the benchmarks one after the other, so that they don't disturb each other."""
    for name in chosen or NAMES:
        print(f"== {name}", flush=True)
        began = time.perf_counter()
        importlib.import_module(f"tests.bench.bench_{name}").main()
        print(f"   ({time.perf_counter() - began:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
