"""Verification needs no sign-in: nobody may take all its places, by many files or by one that never ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.testclient import TestClient

from tests.unit.server.asking import OURS, web
from wizard.awaiting import result_of
from wizard.server import public
from wizard.services.errors import Refused, Unavailable

__all__ = ["web"]


def test_one_address_has_two_places_and_leaves_the_rest_to_others() -> None:
    with public._one_of_few("198.51.100.1"), public._one_of_few("198.51.100.1"):
        with pytest.raises(Unavailable), public._one_of_few("198.51.100.1"):
            pass
        with (
            public._one_of_few("203.0.113.7"),
            public._one_of_few("203.0.113.8"),
            pytest.raises(Unavailable),
            public._one_of_few("203.0.113.9"),
        ):
            pass
    assert not public._verifying, "every place is given back, and no address is remembered"


async def slowly(piece: bytes, pause: float) -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(pause)
        yield piece


@pytest.mark.parametrize(("piece", "pause"), [(b"x", 5.0), (b"x", 0.01)])
def test_a_file_that_never_ends_gives_its_place_back(monkeypatch, piece: bytes, pause: float) -> None:
    """In silence, or byte by byte."""
    monkeypatch.setattr(public, "SILENCE", 0.2)
    monkeypatch.setattr(public, "AT_FIRST", 0.3)

    async def receive() -> None:
        async for _ in public._steady(slowly(piece, pause)):
            pass

    with pytest.raises(Refused, match="太慢"):
        result_of(asyncio.wait_for(receive(), 3))


def test_what_is_refused_leaves_nothing_behind(web: TestClient, instance, monkeypatch) -> None:
    monkeypatch.setattr(public, "LARGEST_PACKAGE", 10)
    for _ in range(5):
        assert web.post("/verify?name=x", content=b"x" * 11, headers=OURS).status_code == 422
    assert not public._verifying and not list(instance.settings.temporary.glob("verify-*"))
