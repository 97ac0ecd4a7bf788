"""What is done to a finished package or PDF: a bit, a page, an attachment, its signature, its archive."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

from tests.vectors.maker import Maker
from wizard.package.archive.manifest import sums_of
from wizard.package.archive.zipfile import Written


def flipped(content: bytes, place: int) -> bytes:
    """One bit turned round."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def moved(package: Path) -> bytes:
    """Unpacked into a folder and packed again with compression, as a person does."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            archive.writestr(f"投诉材料/{info.filename}", source.read(info))
        archive.writestr("__MACOSX/投诉材料/._x", b"junk")
        archive.writestr("投诉材料/.DS_Store", b"junk")
    return out.getvalue()


def with_password(paper: bytes) -> bytes:
    """The file written anew with a password to open it."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="geheim", user="geheim"))
    return out.getvalue()


def with_page(paper: bytes) -> bytes:
    """A page added by an incremental update."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import PageObject

    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    content = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    page = PageObject(contents=content, media_box=(0, 0, 595, 842))
    writer.insert_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_attachment(paper: bytes) -> bytes:
    """The first attachment replaced by an incremental update."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    spec = writer.root["/AF"][0].get_object()
    fresh = writer.add_object(generic.StreamObject(stream_data=b"another file"))
    spec["/EF"][generic.pdf_name("/F")] = spec["/EF"][generic.pdf_name("/UF")] = fresh
    writer.update_container(spec)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stripped(paper: bytes, *, keep_data: bool = False) -> bytes:
    """The file written anew without its signature field; `keep_data` leaves the dictionary where it was."""
    import pikepdf

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        if not keep_data:
            for field in pdf.Root.AcroForm.Fields:
                del field.V
        del pdf.Root.AcroForm
        del pdf.Root.Perms
        for page in pdf.pages:
            if "/Annots" in page:
                page.Annots = pikepdf.Array([one for one in page.Annots if one.get("/FT") != "/Sig"])
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def rewritten(files: dict[str, bytes]) -> None:
    """Make manifest and sums agree with the files, as a careful forger would."""
    content = json.loads(files["manifest.json"])
    for row in content["files"]:
        data = files[row["name"]]
        row["size"], row["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    files["manifest.json"] = json.dumps(content, ensure_ascii=False).encode()
    listed = [Written(name, len(data), hashlib.sha256(data).hexdigest(), 0, 0) for name, data in files.items()
              if name != "SHA256SUMS"]  # fmt: skip
    files["SHA256SUMS"] = sums_of(listed)


def certificate_changed(maker: Maker) -> bytes:
    """One bit changed in the authority's certificate inside the signature, where nothing signs it."""
    from cryptography.hazmat.primitives.serialization import Encoding

    carried = maker.authority.certificate.public_bytes(Encoding.DER).hex().upper().encode()
    return flipped(maker.paper, maker.paper.index(carried) + len(carried) - 40)
