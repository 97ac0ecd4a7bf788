"""A package of many photographs beside the floors of the same bytes, turn about, and its verification beside hashing.

usage: python -m tests.bench.package_evidence FOLDER COUNT MEGABYTES [CORES]
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measured import MEGABYTE, Took, middle, processor, status, taking, timed
from tests.bench.package_text import TEXT

CHUNK = 1 << 20
PDF_COPIES, ZIP_COPIES = 2, 3
"""How often an original is written: its page and its attachment in the PDF, and the file in the ZIP."""
TURNS = 5


def photos(folder: Path, count: int, megabytes: float) -> list[Path]:
    """JPEG files of about that size in all, of noise, so that nothing can be compressed away."""
    import numpy
    from PIL import Image

    random, made = numpy.random.default_rng(1), []
    side = int((megabytes / count * MEGABYTE / 0.567) ** 0.5)
    for number in range(count):
        path = folder / f"photo-{number:03d}.jpg"
        Image.fromarray(random.integers(0, 255, (side, side, 3), dtype=numpy.uint8)).save(path, quality=70)
        made.append(path)
    return made


def request_for(files: list[Path], folder: Path):
    """A package of those files, each an exhibit."""
    from wizard.case import Case, Exhibit, Shop, Signature, now
    from wizard.document import Document, Paragraph, Run
    from wizard.package import InstanceSigner, PackageLimits, PackageRequest

    exhibits = [
        Exhibit(
            id=f"e{number}",
            title=f"现场照片{number}",
            file_name=path.name,
            source="手机拍摄",
            captured_on=dt.date(2026, 10, 3),
            proves="货物已经打包",
            media_type="image/jpeg",
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for number, path in enumerate(files, start=1)
    ]
    case = Case(
        reference="K7M3-9QX2",
        shop=Shop(name="样例店"),
        exhibits=exhibits,
        signature=Signature(signer="李晴", consent="属实", signed_at=now()),
    )
    blocks = tuple(Paragraph(runs=(Run(text=TEXT),)) for _ in range(8))
    return PackageRequest(
        case=case,
        document=Document(kind="appeal", title="违规处罚申诉书", blocks=blocks),
        out=folder / "package.zip",
        authority=folder / "authority",
        signer=InstanceSigner("李晴"),
        knowledge_version="2026-11-22+bench",
        exhibit_files={exhibit.id: path for exhibit, path in zip(exhibits, files, strict=True)},
        limits=PackageLimits(attached_bytes=10_000 * MEGABYTE),
    )


def floor(files: list[Path], folder: Path, copies: int, *, originals_hashed: bool, synced: bool) -> None:
    """Read the originals, write them `copies` times and hash what is written, each byte once, on one thread."""
    whole = hashlib.sha256()
    with (folder / "floor").open("wb") as out:
        for path in files:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while block := file.read(CHUNK):
                    if originals_hashed:
                        digest.update(block)
                    for _ in range(copies):
                        whole.update(block)
                        out.write(block)
        if synced:
            out.flush()
            os.fsync(out.fileno())


def floors(files: list[Path], folder: Path) -> dict[str, Took]:
    """The three floors of `bench_package.FLOORS`, one after the other."""
    return {
        "bare": timed(lambda: floor(files, folder, PDF_COPIES, originals_hashed=False, synced=False)),
        "pdf": timed(lambda: floor(files, folder, PDF_COPIES, originals_hashed=True, synced=False)),
        "zip": timed(lambda: floor(files, folder, ZIP_COPIES, originals_hashed=True, synced=True)),
    }


@dataclass
class Built:
    """One build: the whole, the seconds until the PDF was signed, and each stage's seconds on clock and processor."""

    whole: Took
    signed: float
    stages: dict[str, Took]


def build_once(request) -> Built:
    """Build, with the clocks read at every stage."""
    from wizard.package import build
    from wizard.package.words import group

    marks: list[tuple[str, float, float]] = []

    def progress(stage: str, share: float) -> None:
        if not marks or marks[-1][0] != stage:
            marks.append((stage, time.perf_counter(), processor()))

    with taking() as took:
        build(request, progress)
    marks.append(("", time.perf_counter(), processor()))
    stages = {
        name: Took(after[1] - wall, after[2] - cpu) for (name, wall, cpu), after in zip(marks, marks[1:], strict=False)
    }
    packing = next(wall for name, wall, _ in marks if name == group("stages")("pack"))
    return Built(took, packing - marks[0][1], stages)


def hash_file(path: Path) -> None:
    """Read and hash a file once."""
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")


def measure(folder: Path, count: int, megabytes: float) -> dict[str, float]:
    """Warm up, then build, each time beside its floors; ratios are medians of the pairs."""
    from wizard.package import build, instance_authority, verify

    files, trusted = photos(folder, count, megabytes), [instance_authority(folder / "authority").certificate_pem]
    warm = request_for(files[:1], folder)
    build(warm)
    verify(warm.out, trusted)
    request, idle = request_for(files, folder), status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest memory so far
    rows = []
    for _ in range(TURNS if megabytes < 500 else 2):
        least = floors(files, folder)
        request.out.unlink(missing_ok=True)
        rows.append((build_once(request), least))
    grown = (status("VmHWM") - idle) * 1024 / MEGABYTE
    size = request.out.stat().st_size / MEGABYTE
    checked = _checked(request.out, trusted)
    return {"size": size, "grown": grown} | _times(rows) | checked


def _times(rows: list[tuple[Built, dict[str, Took]]]) -> dict[str, float]:
    """Medians of the builds and of their floors."""
    stages = {f"stage {name}": middle([built.stages[name] for built, _ in rows]) for name in rows[0][0].stages}
    wholes, least = [built.whole for built, _ in rows], [floor["zip"] for _, floor in rows]
    return {
        "pdf": statistics.median(built.signed for built, _ in rows),
        "zip": middle(wholes).wall,
        "zip_cpu": middle(wholes).cpu,
        "zip_floor_cpu": middle(least).cpu,
        "zip_best": min(took.wall for took in wholes) / min(took.wall for took in least),
        "zip_ratio": statistics.median(built.whole.wall / floor["zip"].wall for built, floor in rows),
        **{f"{name}_floor": middle([floor[name] for _, floor in rows]).wall for name in rows[0][1]},
        **{
            f"{kind}_ratio": statistics.median(b.signed / floor[kind].wall for b, floor in rows)
            for kind in ("pdf", "bare")
        },
        **{name: took.wall for name, took in stages.items()},
        **{f"{name} cpu": took.cpu for name, took in stages.items()},
    }


def _checked(package: Path, trusted: list[bytes]) -> dict[str, float]:
    """Verification beside hashing the same file once."""
    from wizard.package import verify

    checks, hashes = [], []
    for _ in range(TURNS):
        hashes.append(timed(lambda: hash_file(package)))
        with taking() as took:
            verdict = verify(package, trusted)
        assert verdict.verdict == "authentic", verdict.reasons
        checks.append(took)
    pairs = list(zip(checks, hashes, strict=True))
    return {
        "verify": middle(checks).wall,
        "hash": middle(hashes).wall,
        "verify_cpu": middle(checks).cpu,
        "hash_cpu": middle(hashes).cpu,
        "verify_ratio": statistics.median(check.wall / hashing.wall for check, hashing in pairs),
    }


if __name__ == "__main__":
    if len(sys.argv) > 4:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[4])])
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
