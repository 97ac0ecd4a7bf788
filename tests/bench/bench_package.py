"""Time and memory of building and checking packages, each beside the floor of the same machine in the same run.

usage: python -m tests.bench package      or, without the gigabyte: python tests/bench/bench_package.py --quick

What each floor is stands in FLOORS and is printed with the table. "Processor" compares the processor time of both,
which other work on the machine distorts less than the clock.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.measured import in_child  # noqa: E402  # the file can be run by its path

WIDTH = 62
FLOORS = """\
floors, each on one thread and in the same run, with the files in the system's cache on both sides:
  PDF           the originals read and hashed; written twice (page and attachment); every byte written hashed once;
                not synced. The bare floor leaves out the originals' own digests, which the package compares later
  package       the originals read and hashed; written three times (page, attachment, original in the ZIP); every byte
                written hashed once; synced, as the package is
  verification  the package read and hashed once
  The package cannot reach its floor on one core: every byte of the PDF is hashed for its signature and again with the
  package, and a package is verified by its files' digests and as a whole; on two cores this goes on side by side.
"""


def line(name: str, seconds: float, floor: float | None = None, ratio: float | None = None, wanted: str = "") -> None:
    """One line of the table, in milliseconds."""
    beside = f"{floor * 1000:9.0f} ms {ratio or seconds / floor:7.2f}" if floor else ""
    print(f"{name:{WIDTH}} {seconds * 1000:9.0f} ms {beside:20} {wanted}", flush=True)


def texts() -> None:
    """Our layout beside typst and WeasyPrint."""
    ours, typst = (in_child("tests.bench.package_text", what) for what in ("ours", "typst"))
    again, print_ = (in_child("tests.bench.package_text", what) for what in ("ours", "weasyprint"))
    pages = f"{ours['pages']} pages of Chinese, tagged"
    line(f"{pages}, PDF/A-3b (beside typst, {typst['pages']} pages)", ours["wall"], typst["wall"], wanted="≤ 2")
    line("  processor time of both", ours["cpu"], typst["cpu"])
    line(f"  beside WeasyPrint ({print_['pages']} pages)", again["wall"], print_["wall"], wanted="≤ 0.20")
    line("  processor time of both", again["cpu"], print_["cpu"])
    line("  first document of a process (fonts read)", ours["first"])


def evidence(count: int, megabytes: float, cores: int = 0) -> None:
    """One package beside its floors, and its verification; `cores`: on so many only."""
    done = in_child("tests.bench.package_evidence", count, megabytes, *([cores] if cores else []))
    label = f"{megabytes:.0f} MB in {count} JPEG, signed{', on one core' if cores == 1 else ''}"
    wanted = "≤ 1.3" if cores != 1 else ""
    line(f"{label}: the PDF, pages + attachments", done["pdf"], done["pdf_floor"], done["pdf_ratio"], wanted)
    line("  beside the bare floor", done["pdf"], done["bare_floor"], done["bare_ratio"])
    whole = f"  the whole package, {done['size']:.0f} MB"
    line(whole, done["zip"], done["zip_floor"], done["zip_ratio"], f"best of both {done['zip_best']:.2f}")
    line("  processor time of both", done["zip_cpu"], done["zip_floor_cpu"])
    print(f"{'  memory over the idle process':{WIDTH}} {done['grown']:9.1f} MB {'':20} ≤ 60", flush=True)
    wanted = "≤ 1.5" if cores != 1 else ""
    line("  verified (floor: the file hashed)", done["verify"], done["hash"], done["verify_ratio"], wanted)
    line("  processor time of both", done["verify_cpu"], done["hash_cpu"])
    stages = [name for name in done if name.startswith("stage ") and not name.endswith(" cpu")]
    parts = (f"{name[6:]} {done[name] * 1000:.0f} ({done[f'{name} cpu'] * 1000:.0f})" for name in stages)
    print(f"  stages, ms (processor, all threads): {' · '.join(parts)}", flush=True)


def together() -> None:
    """Ten builds at once and a page's work meanwhile."""
    done = in_child("tests.bench.package_together")
    line(f"ten packages at once, {done['failed']:.0f} failed", done["took"])
    for name in ("median", "p95", "longest"):
        busy, idle = done[f"busy_{name}"], done[f"idle_{name}"]
        line(f"  a page's own work meanwhile, {name} (floor: idle)", busy, idle)


def main() -> None:
    """Print the table."""
    print(f"{'what':{WIDTH}} {'measured':>12} {'floor':>12} {'ratio':>7} wanted")
    texts()
    done = in_child("tests.bench.package_text", "sign")
    line("one visible signature, P-256", done["wall"], wanted=f"≤ 100 ms; longest {done['longest'] * 1000:.0f} ms")
    print(FLOORS)
    evidence(40, 97.0, cores=1)
    for count, megabytes in ((4, 10.0), (40, 97.0), *(() if "--quick" in sys.argv else ((100, 1000.0),))):
        evidence(count, megabytes)
    together()


if __name__ == "__main__":
    main()
