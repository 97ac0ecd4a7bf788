"""The one place where we reach into pyHanko, which is why its version is pinned.

It reads the whole file again to digest it; a package's PDF has been hashed while it was written, so we go on from
there. And it rewrites the metadata at every signature, which breaks the PDF/UA schema description in it; we keep ours.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject

    from wizard.package.seal.sign import Seal

Prefix = tuple["hashlib._Hash", int]
"""SHA-256 of a file's first bytes, and how many they are."""


def placeholder_of(prefix: Prefix, seal: Seal, reason: str, reserved: int) -> SignatureObject:
    """The dictionary of a signature with `reserved` digits of room; `prefix` as in `sign_pdf`."""
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    made: SignatureObject = _continued(SignatureObject, prefix)(
        timestamp=seal.at,
        subfilter=SigSeedSubFilter.PADES,
        name=seal.identity.name,
        reason=reason or None,
        bytes_reserved=reserved,
    )
    return made


def stamp_placeholder(prefix: Prefix, reserved: int) -> DocumentTimestamp:
    """The dictionary of a document timestamp."""
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    made: DocumentTimestamp = _continued(DocumentTimestamp, prefix)(bytes_reserved=reserved)
    return made


def _continued(base: type[Any], prefix: Prefix) -> Any:
    """A placeholder that goes on hashing where `prefix` ends."""
    from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest

    class Continued(base):  # type: ignore[misc]  # its base is chosen by the caller
        def fill(self, writer: Any, *_: Any, **__: Any) -> Generator[Any, Any, None]:
            writer.digest_aware_write = True
            output = writer.prev.stream
            writer.write_in_place()
            end = output.tell()
            first, second = self.contents.offsets
            self.byte_range.fill_offsets(output, first, second, end)
            digest, known = prefix[0].copy(), prefix[1]
            _digest(digest, output, known, first)
            _digest(digest, output, second, end)
            prepared = PreparedByteRangeDigest(digest.digest(), first, second)
            signed = yield prepared, output
            yield prepared.fill_with_cms(output, signed)

    return Continued


def writer_of(file: IO[bytes] | io.RawIOBase) -> IncrementalPdfFileWriter:
    """A writer that appends to `file` and leaves its metadata as they are."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            return

    return Appending(file)


def _digest(digest: hashlib._Hash, file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end and (block := file.read(min(1 << 20, end - start))):
        digest.update(block)
        start += len(block)
