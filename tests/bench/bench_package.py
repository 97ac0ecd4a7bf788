"""Time and memory of building and checking packages, each beside the floor of the same machine in the same run.

usage: python -m tests.bench package      or, without the gigabyte: python tests/bench/bench_package.py --quick

Floors. PDF: the originals read and hashed, then written twice (page and attachment) and hashed once more, and synced;
package: the same with three copies (the ZIP holds the originals as well). "Processor" compares the processor time of
both, which other work on the machine does not distort: the package needs more, since every byte of the PDF is hashed
for the signature and again, with the rest, for the package's published digest. Verification does that too.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.measured import in_child  # noqa: E402  # the file can be run by its path

WIDTH = 62


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


def evidence(count: int, megabytes: float) -> None:
    """One package beside its floors, and its verification."""
    done = in_child("tests.bench.package_evidence", count, megabytes)
    label = f"{megabytes:.0f} MB in {count} JPEG, signed"
    line(f"{label}: the PDF, pages + attachments", done["pdf"], done["pdf_floor"], done["pdf_ratio"], "≤ 1.3")
    whole = f"  the whole package, {done['size']:.0f} MB"
    line(whole, done["zip"], done["zip_floor"], done["zip_ratio"], f"best of both {done['zip_best']:.2f}")
    line("  processor time of both", done["zip_cpu"], done["zip_floor_cpu"])
    print(f"{'  memory over the idle process':{WIDTH}} {done['grown']:9.1f} MB {'':20} ≤ 60", flush=True)
    line("  verified (floor: the file hashed)", done["verify"], done["hash"], done["verify_ratio"], "≤ 1.5")
    line("  processor time of both", done["verify_cpu"], done["hash_cpu"])


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
    line("one visible signature, RSA-3072", done["wall"], wanted=f"≤ 100 ms; longest {done['longest'] * 1000:.0f} ms")
    for count, megabytes in ((4, 10.0), (40, 97.0), *(() if "--quick" in sys.argv else ((100, 1000.0),))):
        evidence(count, megabytes)
    together()


if __name__ == "__main__":
    main()
