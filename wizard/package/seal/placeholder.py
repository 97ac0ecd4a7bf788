"""A signature dictionary that digests only what has not been digested before.

pyHanko reads the whole file again to digest it. A package's PDF has been hashed while it was written, so this
continues from there: the one place where we reach into pyHanko, which is why its version is pinned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    from wizard.package.seal.sign import Seal


def placeholder_of(prefix: tuple[hashlib._Hash, int], seal: Seal, reason: str, reserved: int) -> SignatureObject:
    """The dictionary with `reserved` bytes of room; `prefix` as in `sign_pdf`."""
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

    class Continued(SignatureObject):
        def fill(self, writer: Any, *_: Any, **__: Any) -> Generator[Any, Any, None]:
            writer.digest_aware_write = True
            output = writer.prev.stream
            writer.write_in_place()
            end = output.tell()
            first, second = self.contents.offsets
            self.byte_range.fill_offsets(output, first, second, end)  # type: ignore[no-untyped-call]
            digest, known = prefix[0].copy(), prefix[1]
            _digest(digest, output, known, first)
            _digest(digest, output, second, end)
            prepared = PreparedByteRangeDigest(digest.digest(), first, second)
            signed = yield prepared, output
            yield prepared.fill_with_cms(output, signed)

    return Continued(
        timestamp=seal.at,
        subfilter=SigSeedSubFilter.PADES,
        name=seal.identity.name,
        reason=reason or None,
        bytes_reserved=reserved,
    )


def _digest(digest: hashlib._Hash, file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end and (block := file.read(min(1 << 20, end - start))):
        digest.update(block)
        start += len(block)
