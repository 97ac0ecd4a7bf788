"""Asking a timestamp authority (RFC 3161) over http or https, and believing only an answer that proves itself.

An answer is taken when it is about our digest and our nonce and its signature holds. Who the authority is, the reader
of the package has to judge. Redirects are not followed: a timestamp must come from where the administrator said.
"""

from __future__ import annotations

import http.client
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import IO, TYPE_CHECKING, Any, TypeVar

from wizard.awaiting import result_of
from wizard.package.errors import TimestampUnavailable

if TYPE_CHECKING:
    from asn1crypto import cms, tsp
    from cryptography.x509 import Certificate
    from pyhanko.sign.timestamps import TimeStamper

T = TypeVar("T")

TSA_SECONDS = 20.0
"""For the whole exchange, however slowly the other side drips."""
TSA_ANSWER_LIMIT = 200_000
NETWORK_ERRORS = (OSError, ValueError, http.client.HTTPException)


class Unmoved(urllib.request.HTTPRedirectHandler):
    """Says where a redirect points instead of following it."""

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        """Refuse."""
        raise urllib.error.URLError(f"redirected ({code}) to {newurl[:200]}")


def within(seconds: float, work: Callable[[], T]) -> T:
    """The result of `work`, or `TimeoutError`; a thread left behind does not keep the process from ending."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller, whatever it is
            done.set_exception(error)

    threading.Thread(target=run, name="package-asking", daemon=True).start()
    try:
        return done.result(seconds)
    except Late as error:
        raise TimeoutError(f"no whole answer within {seconds:.0f} s") from error


def fetched(request: urllib.request.Request, most: int, seconds: float) -> bytes:
    """The body of an answer of at most `most` bytes; raises one of `NETWORK_ERRORS`."""

    def ask() -> bytes:
        with urllib.request.build_opener(Unmoved).open(request, timeout=seconds) as answer:
            content: bytes = answer.read(most + 1)
            return content

    content = within(seconds, ask)
    if len(content) > most:
        raise ValueError(f"more than {most} bytes")
    return content


def quiet() -> None:
    """Keep libraries from logging a stack trace for every authority that nobody trusts; we judge by ourselves."""
    for noisy in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def timestamper_of(url: str, seconds: float = TSA_SECONDS) -> TimeStamper:
    """A client of the authority at an address; raises `TimestampUnavailable` for an answer that cannot be used."""
    from pyhanko.sign.timestamps import TimeStamper

    class UrlTimeStamper(TimeStamper):
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
            nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
            return await _token(url, _ask(url, request, seconds), nonce, message_digest, md_algorithm)

    return UrlTimeStamper()  # type: ignore[no-untyped-call]  # its base has no annotations


def chain_of(url: str) -> list[Certificate]:
    """The certificates an authority stamps with, its own first; raises `TimestampUnavailable`."""
    from asn1crypto.core import Asn1Value
    from cryptography import x509

    token = result_of(timestamper_of(url).async_timestamp(bytes(32), "sha256"))["content"]
    signed_by = token["signer_infos"][0]["sid"].chosen
    carried: list[Asn1Value] = [one.chosen for one in token["certificates"]]
    carried.sort(key=lambda one: one["tbs_certificate"]["serial_number"] != signed_by["serial_number"])
    try:
        return [x509.load_der_x509_certificate(one.dump()) for one in carried]
    except (ValueError, x509.InvalidVersion) as error:
        raise TimestampUnavailable(url, str(error)) from error


def _ask(url: str, request: tsp.TimeStampReq, seconds: float) -> tsp.TimeStampResp:
    from asn1crypto import tsp

    if not url.lower().startswith(("http://", "https://")):
        raise TimestampUnavailable(url, "not http")
    head = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        asked = urllib.request.Request(url, data=request.dump(), headers=head)  # noqa: S310
        return tsp.TimeStampResp.load(fetched(asked, TSA_ANSWER_LIMIT, seconds), strict=True)
    except NETWORK_ERRORS as error:
        raise TimestampUnavailable(url, str(error)) from error


async def _token(
    url: str, answer: tsp.TimeStampResp, nonce: Any, message_digest: bytes, md_algorithm: str
) -> cms.ContentInfo:
    """The token of an answer once it is proved: granted, our nonce, our digest, and a signature that holds."""
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps.common_utils import handle_tsp_response
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext

    quiet()

    def ours(algorithm: str) -> bytes:
        return message_digest if algorithm == md_algorithm else b""

    try:
        token = handle_tsp_response(answer, nonce)
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = await validate_tst_signed_data(token["content"], nobody, ours)
    except (*NETWORK_ERRORS, SigningError, SignatureValidationError, LookupError, TypeError, AttributeError) as error:
        raise TimestampUnavailable(url, str(error)) from error
    if not (status["intact"] and status["valid"]):
        raise TimestampUnavailable(url, "the answer is about another digest or its signature does not hold")
    return token
