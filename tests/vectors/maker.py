"""Makes vectors in this folder, from one package of our own and one of another authority."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.unit.package.samples import Piece, picture, request
from wizard.package import build, instance_authority

HERE = Path(__file__).resolve().parent
PDF = "01-违规处罚申诉书.pdf"


@dataclass(frozen=True)
class Vector:
    """One file with its verdict: what it teaches, and which lazy verifier it catches."""

    id: str
    file: str
    verdict: str
    teaches: str
    catches: str


class Maker:
    """Makes vectors in one folder, from one package of our own and one of another authority."""

    def __init__(self, work: Path) -> None:
        self.work, self.vectors = work, []
        self.ours, self.others = work / "ours", work / "others"
        self.authority = instance_authority(self.ours)
        self.package = self.build("valid.zip")
        self.paper = zipfile.ZipFile(self.package).read(PDF)

    def build(self, name: str, authority: Path | None = None, **changes) -> Path:
        """Build a small package."""
        folder = self.work / name.replace(".", "-")
        folder.mkdir()
        pieces = [
            Piece("处罚通知截图", picture(folder / "notice.png", 60, 80), "image/png"),
            Piece("仓库照片", picture(folder / "store.jpg", 80, 60, quality=80), "image/jpeg"),
        ]
        changes = {"texts": {}, "checklist": None, "out": folder / "package.zip"} | changes
        return build(request(folder, authority or self.ours, pieces, **changes)).path

    def add(self, name: str, content: bytes, verdict: str, teaches: str, catches: str) -> None:
        """Keep a file as a vector."""
        (HERE / name).write_bytes(content)
        self.vectors.append(Vector(name.replace(".", "-"), name, verdict, teaches, catches))

    def repacked(self, change: Callable[[dict[str, bytes]], None], source: Path | None = None) -> bytes:
        """The valid package with its files changed, packed again."""
        files = {info.filename: zipfile.ZipFile(source or self.package).read(info) for info in
                 zipfile.ZipFile(source or self.package).infolist()}  # fmt: skip
        change(files)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return out.getvalue()


def original(files: dict[str, bytes], number: int) -> str:
    """The name of an original in the package."""
    return next(name for name in files if name.startswith(f"02-证据原件/证据{number:02d}"))
