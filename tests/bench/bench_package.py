"""Time and memory of building and checking packages, each beside the floor of the same machine in the same run.

usage: python tests/bench/bench_package.py [--quick]      prints one table; `make bench` calls it
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
MEGABYTE = 1_000_000
CHUNK = 1 << 20
TEXT = (
    "本店于2026年10月3日10:21在商家后台“违规管理”页面收到处罚通知（编号：FK20261003-118844），平台以“虚假发货”为由扣除"
    "保证金￥12,345.60元。该通知没有写明计算方法；申诉入口 https://mms.pinduoduo.com/appeal?order_sn=260418-551203948817263"
    " 在三日内关闭……《网络交易监督管理办法》第二十九条要求平台经营者公平对待平台内经营者。"
)


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
    import datetime as dt

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
    document = Document(
        kind="appeal", title="违规处罚申诉书", blocks=tuple(Paragraph(runs=(Run(text=TEXT),)) for _ in range(8))
    )
    return PackageRequest(
        case=case,
        document=document,
        out=folder / "package.zip",
        authority=folder / "authority",
        signer=InstanceSigner("李晴"),
        knowledge_version="2026-11-22+bench",
        exhibit_files={exhibit.id: path for exhibit, path in zip(exhibits, files, strict=True)},
        limits=PackageLimits(attached_bytes=10_000 * MEGABYTE),
    )


def floor(files: list[Path], folder: Path) -> float:
    """Seconds to read the originals and hash them, and to write as many bytes as the package has and hash those.

    The PDF carries every original twice (page and attachment) and the ZIP once more, so three times are written.
    """
    started = time.perf_counter()
    whole = hashlib.sha256()
    with (folder / "floor").open("wb") as out:
        for path in files:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while block := file.read(CHUNK):
                    digest.update(block)
                    for _ in range(3):
                        whole.update(block)
                        out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - started


def idle_kilobytes() -> int:
    """Resident memory now."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def child_build(folder: Path, count: int, megabytes: float) -> dict[str, float]:
    """In a process of its own: warm up, then build once; seconds, megabytes over idle, and the floor."""
    from wizard.package import build, instance_authority, verify

    files = photos(folder, count, megabytes)
    authority = instance_authority(folder / "authority")
    warm = request_for(files[:1], folder)
    build(warm)
    verify(warm.out, [authority.certificate_pem])
    request = request_for(files, folder)
    idle = idle_kilobytes()
    Path("/proc/self/clear_refs").write_text("5")
    floors, builds, checks, hashes = [], [], [], []
    for _ in range(3):
        floors.append(floor(files, folder))
        started = time.perf_counter()
        build(request)
        builds.append(time.perf_counter() - started)
    grown = peak_over_idle_now(idle)
    for _ in range(3):
        started = time.perf_counter()
        with request.out.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        hashes.append(time.perf_counter() - started)
        started = time.perf_counter()
        verdict = verify(request.out, [authority.certificate_pem])
        checks.append(time.perf_counter() - started)
        assert verdict.verdict == "authentic", verdict.reasons
    return {
        "build": statistics.median(builds),
        "floor": statistics.median(floors),
        "grown": grown,
        "verify": statistics.median(checks),
        "hash": statistics.median(hashes),
        "size": request.out.stat().st_size / MEGABYTE,
    }


def peak_over_idle_now(idle: int) -> float:
    """Highest resident memory since the mark was reset, over `idle`, in megabytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return (int(line.split()[1]) - idle) * 1024 / MEGABYTE


def child_text() -> dict[str, float]:
    """Lay out about 30 pages of Chinese text, tagged, as PDF/A; and one visible signature."""
    from wizard.document import Document, Paragraph, Run
    from wizard.package import render_pdf

    document = Document(
        kind="x", title="三十页", blocks=tuple(Paragraph(runs=(Run(text=TEXT * 3),)) for _ in range(66))
    )
    times = []
    for _ in range(6):
        started = time.perf_counter()
        pdf = render_pdf(document)
        times.append(time.perf_counter() - started)
    import io

    import pikepdf

    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    return {"first": times[0], "layout": statistics.median(times[1:]), "pages": pages, "sign": signature_seconds()}


def signature_seconds() -> float:
    """One visible signature on a finished file, the key at hand."""
    import io

    from wizard.case import now
    from wizard.package.exhibits.spool import Spool
    from wizard.package.seal.authority import open_authority
    from wizard.package.seal.sign import Seal, sign_pdf
    from wizard.package.seal.stamp import stamp_pdf

    with tempfile.TemporaryDirectory() as folder, Spool() as spool:
        identity = open_authority(Path(folder)).issue("李晴")
        times = []
        for _ in range(5):
            file = io.BytesIO(signable())
            started = time.perf_counter()
            sign_pdf(
                file,
                Seal("Signature1", identity, stamp_pdf("李晴", now(), None, spool), now(), certify=True),
                reason="",
            )
            times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def signable() -> bytes:
    """A page with an empty signature field."""
    import io

    from wizard.case import now
    from wizard.document import Document
    from wizard.package.layout.flow import paginate
    from wizard.package.layout.metadata import About
    from wizard.package.layout.output import Drawn, write_pdf
    from wizard.package.layout.structure import Element
    from wizard.package.layout.styles import TEXT_HEIGHT
    from wizard.package.parts.assemble import draw_pages
    from wizard.package.parts.letter import LetterSetter

    root, out = Element("Document"), io.BytesIO()
    strips = LetterSetter(root, slots=["签名"]).set(Document(kind="x", title="一页"))
    canvas = draw_pages(paginate(strips, TEXT_HEIGHT), "", "", bare_first=True)
    write_pdf(Drawn(canvas, root, About("一页", "", "一页", now())), out)
    return out.getvalue()


def in_child(what: str, *arguments: object) -> dict[str, float]:
    """Run one measurement in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--child", what, folder, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def other_layouts() -> dict[str, float]:
    """The same text by typst and WeasyPrint, where they are installed."""
    found = {}
    for name in ("typst", "weasyprint"):
        try:
            found[name] = in_child(name)["layout"]
        except SystemExit:
            continue
    return found


def child_typst() -> dict[str, float]:
    """The same 30 pages by typst, as PDF/A-3b."""
    import typst

    source = '#set page(paper: "a4", margin: 25mm)\n#set text(font: "Noto Sans SC", size: 10.5pt, lang: "zh")\n'
    source += "#set par(justify: true, first-line-indent: 2em, leading: 0.9em)\n"
    body = TEXT.replace("#", "\\#").replace("@", "\\@").replace("$", "\\$").replace("_", "\\_") * 3
    source += "\n\n".join([body] * 66)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.typ"
        for number in range(5):
            path.write_text(source + f"\n\n{number}", encoding="utf-8")
            started = time.perf_counter()
            typst.compile(str(path), font_paths=[str(ROOT / "assets" / "fonts")], pdf_standards=["a-3b"])
            times.append(time.perf_counter() - started)
    return {"layout": statistics.median(times[1:])}


def child_weasyprint() -> dict[str, float]:
    """The same 30 pages by WeasyPrint."""
    import weasyprint

    font = (ROOT / "assets" / "fonts" / "NotoSansSC-Regular.ttf").as_uri()
    style = f"@font-face{{font-family:N;src:url({font})}} p{{font:10.5pt/18pt N;text-align:justify}} @page{{size:A4}}"
    html = f"<html lang=zh><style>{style}</style>" + f"<p>{TEXT * 3}</p>" * 66
    times = []
    for _ in range(3):
        started = time.perf_counter()
        weasyprint.HTML(string=html).write_pdf()
        times.append(time.perf_counter() - started)
    return {"layout": statistics.median(times)}


def main() -> None:
    """Print the table."""
    quick = "--quick" in sys.argv
    text = in_child("text")
    others = {} if quick else other_layouts()
    print(f"{'what':52} {'measured':>12} {'floor':>12} {'ratio':>7}")
    print(f"{'layout ' + str(int(text['pages'])) + ' pages, tagged, PDF/A-3b':52} {text['layout'] * 1000:9.0f} ms")
    for name, seconds in others.items():
        ratio = text["layout"] / seconds
        print(f"{'  the same by ' + name:52} {seconds * 1000:9.0f} ms {'':12} {ratio:7.2f}")
    print(f"{'  first document of a process (fonts read)':52} {text['first'] * 1000:9.0f} ms")
    print(f"{'one visible signature, RSA-3072':52} {text['sign'] * 1000:9.0f} ms")
    for count, megabytes in ((4, 10.0), (40, 97.0), *(() if quick else ((100, 1000.0),))):
        done = in_child("build", count, megabytes)
        label = f"{megabytes:.0f} MB in {count} JPEG, pages + attached + ZIP ({done['size']:.0f} MB)"
        ratio = done["build"] / done["floor"]
        print(f"{label:52} {done['build'] * 1000:9.0f} ms {done['floor'] * 1000:9.0f} ms {ratio:7.2f}")
        print(f"{'  memory over the idle process':52} {done['grown']:9.1f} MB")
        ratio = done["verify"] / done["hash"]
        figures = f"{done['verify'] * 1000:9.0f} ms {done['hash'] * 1000:9.0f} ms {ratio:7.2f}"
        print(f"{'  verify (floor: hashing the file)':52} {figures}")


if __name__ == "__main__":
    if "--child" in sys.argv:
        what, folder, *rest = sys.argv[sys.argv.index("--child") + 1 :]
        if what == "build":
            result = child_build(Path(folder), int(rest[0]), float(rest[1]))
        else:
            result = {"text": child_text, "typst": child_typst, "weasyprint": child_weasyprint}[what]()
        print(json.dumps(result))
    else:
        main()
