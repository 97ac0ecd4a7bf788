"""The file that a backup is: whatever its length, it opens again; and nothing hostile comes out of it."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from wizard.services import archives
from wizard.services.errors import Refused
from wizard.services.sealing import SealedWriter

PASSPHRASE = "松鼠 骑着 自行车 去 上海"
BLOCK = tarfile.BLOCKSIZE


@pytest.mark.parametrize("blocks", range(tarfile.RECORDSIZE // BLOCK))
def test_an_archive_of_any_length_opens(tmp_path: Path, blocks: int) -> None:
    """Tar fills its last record with zeros; its end may fall on any block of a record, also on the last one."""
    rows = tmp_path / archives.ROWS
    rows.write_bytes(b"x" * blocks * BLOCK)
    about = archives.About("backup", "2026-11-26T12:00:00+08:00", "0005", {}, 0)
    target = tmp_path / "a.wizard"
    archives.write(target, PASSPHRASE, about, [(archives.ROWS, rows)])
    into = tmp_path / "into"
    (into / archives.FILES).mkdir(parents=True)
    assert archives.unpack(target, PASSPHRASE, into) == about
    assert (into / archives.ROWS).read_bytes() == rows.read_bytes()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, "outside", "holes"]
)
def test_nothing_but_plain_files_comes_out_of_an_archive(tmp_path: Path, kind: bytes | str) -> None:
    """Whoever knows the passphrase can make one: links, paths that lead out, and holes that fill the disk."""
    target, into = tmp_path / "a.wizard", tmp_path / "into"
    into.mkdir()
    with target.open("wb") as out, SealedWriter(out, PASSPHRASE) as sealed:
        _hostile(sealed, kind)
    with pytest.raises(Refused, match="不是完整的备份"):
        archives.unpack(target, PASSPHRASE, into)
    assert not (tmp_path / "escaped").exists() and not list(into.rglob("*"))


def _hostile(sealed: SealedWriter, kind: bytes | str) -> None:
    about = json.dumps(vars(archives.About("team", "2026-11-26T12:00:00+08:00", "0007", {}, 0))).encode()
    with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.GNU_FORMAT) as archive:
        first = tarfile.TarInfo(archives.ABOUT)
        first.size = len(about)
        archive.addfile(first, io.BytesIO(about))
        entry = tarfile.TarInfo("../escaped" if kind == "outside" else "rows.jsonl")
        if kind == "holes":  # an old GNU sparse file: one byte that says it is a terabyte
            header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
            header[156:157] = tarfile.GNUTYPE_SPARSE
            header[386:410] = b"00000000000\x0000000000000\x00"
            header[483:495] = b"\x80\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"
            header[148:156] = b" " * 8
            header[148:156] = b"%06o\x00 " % sum(header[:512])
            archive.fileobj.write(bytes(header))
        else:
            entry.type, entry.linkname = kind if isinstance(kind, bytes) else tarfile.REGTYPE, "/etc/passwd"
            archive.addfile(entry, io.BytesIO(b""))
