"""A package of many photographs beside the floors of the same bytes, turn about, and its verification beside hashing.

usage: python -m tests.bench.package_evidence FOLDER COUNT MEGABYTES
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import statistics
import sys
import time
from pathlib import Path

from tests.bench.measured import MEGABYTE, Took, middle, status, taking, timed
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


def floor(files: list[Path], folder: Path, copies: int) -> None:
    """Read the originals and hash them; write them `copies` times, hash what is written, and have it on the disk."""
    whole = hashlib.sha256()
    with (folder / "floor").open("wb") as out:
        for path in files:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while block := file.read(CHUNK):
                    digest.update(block)
                    for _ in range(copies):
                        whole.update(block)
                        out.write(block)
        out.flush()
        os.fsync(out.fileno())


def build_once(request) -> tuple[Took, float]:
    """A whole build, and the seconds until the PDF was signed."""
    from wizard.package import build
    from wizard.package.words import group

    packing, signed = group("stages")("pack"), []
    began = time.perf_counter()

    def progress(stage: str, share: float) -> None:
        if stage == packing and not signed:
            signed.append(time.perf_counter() - began)

    with taking() as took:
        build(request, progress)
    return took, signed[0]


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
        pdf_floor = timed(lambda: floor(files, folder, PDF_COPIES))
        zip_floor = timed(lambda: floor(files, folder, ZIP_COPIES))
        took, signed = build_once(request)
        rows.append((took, signed, pdf_floor, zip_floor))
    grown = (status("VmHWM") - idle) * 1024 / MEGABYTE
    checks, hashes = [], []
    for _ in range(3):
        hashes.append(timed(lambda: hash_file(request.out)))
        with taking() as took:
            verdict = verify(request.out, trusted)
        assert verdict.verdict == "authentic", verdict.reasons
        checks.append(took)
    pairs = list(zip(checks, hashes, strict=True))
    return {
        "size": request.out.stat().st_size / MEGABYTE,
        "grown": grown,
        "pdf": statistics.median(signed for _, signed, _, _ in rows),
        "pdf_floor": statistics.median(pdf.wall for _, _, pdf, _ in rows),
        "pdf_ratio": statistics.median(signed / pdf.wall for _, signed, pdf, _ in rows),
        "zip": statistics.median(took.wall for took, _, _, _ in rows),
        "zip_floor": statistics.median(whole.wall for _, _, _, whole in rows),
        "zip_ratio": statistics.median(took.wall / whole.wall for took, _, _, whole in rows),
        "zip_best": min(took.wall for took, _, _, _ in rows) / min(whole.wall for _, _, _, whole in rows),
        "zip_cpu": middle([took for took, _, _, _ in rows]).cpu,
        "zip_floor_cpu": middle([whole for _, _, _, whole in rows]).cpu,
        "verify": middle(checks).wall,
        "hash": middle(hashes).wall,
        "verify_cpu": middle(checks).cpu,
        "hash_cpu": middle(hashes).cpu,
        "verify_ratio": statistics.median(check.wall / hashing.wall for check, hashing in pairs),
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
