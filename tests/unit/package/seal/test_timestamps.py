"""Timestamp authorities of another make (openssl): a good one is believed, a bad one never, and never for long."""

from __future__ import annotations

import hashlib
import time

import pytest

from tests.unit.package.openssl_tsa import LATE
from wizard.awaiting import result_of
from wizard.package import TimestampUnavailable
from wizard.package.seal.timestamps import timestamper_of

DIGEST = hashlib.sha256(b"a filing").digest()
FAULTS = [
    "slow",
    "dripping",
    "garbage",
    "empty",
    "huge",
    "error",
    "not http",
    "hanging up",
    "redirect",
    "forged",
    "refusing",
    "wrong nonce",
    "wrong hash",
]


def stamp(url, seconds=20.0):
    return result_of(timestamper_of(url, seconds).async_timestamp(DIGEST, "sha256"))


def test_a_good_answer_is_taken(tsa):
    tsa.fault = ""
    info = stamp(tsa.url)["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_answer_is_told_apart_and_does_not_take_long(fault, tsa):
    tsa.fault = fault
    tsa.asked.clear()
    started = time.monotonic()
    with pytest.raises(TimestampUnavailable, match="时间戳服务") as raised:
        stamp(tsa.url, 1.0 if fault in ("slow", "dripping") else 20.0)
    assert time.monotonic() - started < LATE / 2
    assert raised.value.detail
    assert "/elsewhere" not in tsa.asked
