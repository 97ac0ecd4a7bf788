"""A large file goes on where it broke off: byte for byte the one that was sent, and nobody else's."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import time
from collections.abc import AsyncIterator

import pytest

from wizard.awaiting import result_of
from wizard.case import now
from wizard.services import cases, evidence, housekeeping, resumable_uploads
from wizard.services.errors import NotAllowed, NotFound, Refused, Unavailable
from wizard.services.instance import Instance
from wizard.services.resumable_uploads import BEFORE, Rest, Unfinished


def text(seed: int) -> bytes:
    chance = random.Random(seed)
    return "".join(f"{chance.randrange(10**18):018}\n" for _ in range(16_000)).encode()[:300_000]


CONTENT = text(7)
MARK = "录屏.txt|300000|1795000000000"


class Cut(Exception):
    """The line is gone."""


async def pieces(content: bytes, cut: bool = False, size: int = 9_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]
    if cut:
        raise Cut


def half(at: int, content: bytes = CONTENT, mark: str = MARK) -> Rest:
    return Rest(mark, len(content), at, content[max(0, at - BEFORE) : at])


def send(instance: Instance, who, case_id: str, at: int, end: int | None = None, content: bytes = CONTENT, **more):
    rest = content[at:end]
    return result_of(
        evidence.receive(instance, who, case_id, "录屏.txt", pieces(rest, end is not None), half(at, content, **more))
    )


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.editor).case.id


def arrived(instance: Instance, who, case_id: str) -> int:
    return resumable_uploads.arrived(instance, who, case_id, MARK, len(CONTENT))


def original(instance: Instance, who, case_id: str) -> bytes:
    (exhibit,) = cases.read(instance, who, case_id).case.exhibits
    opened = evidence.original(instance, who, case_id, exhibit.id)
    try:
        return opened.path.read_bytes()
    finally:
        opened.close()


def test_a_file_that_broke_off_twice_is_whole_at_last(instance: Instance, office, case_id) -> None:
    for at, end in ((0, 100_000), (100_000, 250_001)):
        assert arrived(instance, office.editor, case_id) == at
        with pytest.raises(Cut):
            send(instance, office.editor, case_id, at, end)
    received = send(instance, office.editor, case_id, arrived(instance, office.editor, case_id))
    assert received.exhibit.sha256 == hashlib.sha256(CONTENT).hexdigest() and received.exhibit.size == len(CONTENT)
    assert original(instance, office.viewer, case_id) == CONTENT
    assert arrived(instance, office.editor, case_id) == 0
    assert not [one for one in instance.settings.arriving.iterdir() if one.suffix != resumable_uploads.LOCK]


def test_a_file_that_had_arrived_whole_when_the_server_ended_needs_no_more_bytes(instance, office, case_id) -> None:
    with pytest.raises(Cut):
        send(instance, office.editor, case_id, 0, len(CONTENT))
    assert arrived(instance, office.editor, case_id) == len(CONTENT)
    send(instance, office.editor, case_id, len(CONTENT))
    assert original(instance, office.editor, case_id) == CONTENT


def test_random_breaks_doubled_and_misplaced_rests_never_spoil_a_file(instance, office, case_id) -> None:
    chance = random.Random(20261127)
    for _ in range(60):
        have = arrived(instance, office.editor, case_id)
        at = chance.choice((have, have, have, 0, max(0, have - 5_000), min(len(CONTENT), have + 5_000)))
        end = min(len(CONTENT) - 1, at + chance.randrange(60_000))
        if at > end:
            break
        with pytest.raises((Cut, Unfinished)):
            send(instance, office.editor, case_id, at, end)
        assert arrived(instance, office.editor, case_id) == (end if at == have else have)
    send(instance, office.editor, case_id, arrived(instance, office.editor, case_id))
    assert original(instance, office.editor, case_id) == CONTENT


def test_what_ends_early_without_a_break_says_how_much_is_here(instance, office, case_id) -> None:
    first = evidence.receive(instance, office.editor, case_id, "录屏.txt", pieces(CONTENT[:70_000]), half(0))
    with pytest.raises(Unfinished) as unfinished:
        result_of(first)
    assert unfinished.value.have == arrived(instance, office.editor, case_id) == 70_000


def test_another_file_of_the_same_name_size_and_time_begins_anew(instance, office, case_id) -> None:
    other = text(8)
    with pytest.raises(Cut):
        send(instance, office.editor, case_id, 0, 120_000)
    with pytest.raises(Unfinished) as unfinished:
        send(instance, office.editor, case_id, 120_000, content=other)
    assert unfinished.value.have == 0
    send(instance, office.editor, case_id, 0, content=other)
    assert original(instance, office.editor, case_id) == other


def test_more_than_was_said_is_refused_and_nothing_remains(instance, office, case_id) -> None:
    longer = evidence.receive(instance, office.editor, case_id, "录屏.txt", pieces(CONTENT + b"x"), half(0))
    with pytest.raises(Refused):
        result_of(longer)
    assert arrived(instance, office.editor, case_id) == 0
    assert not cases.read(instance, office.editor, case_id).case.exhibits


def test_nobody_sees_or_goes_on_with_the_half_of_somebody_else(instance, office, case_id) -> None:
    with pytest.raises(Cut):
        send(instance, office.editor, case_id, 0, 120_000)
    assert arrived(instance, office.owner, case_id) == 0
    other = cases.create(instance, office.editor).case.id
    assert arrived(instance, office.editor, other) == 0
    with pytest.raises(Unfinished):
        send(instance, office.owner, case_id, 120_000)
    for who, refusal in ((office.viewer, NotAllowed), (office.stranger, NotFound)):
        with pytest.raises(refusal):
            arrived(instance, who, case_id)
        with pytest.raises(refusal):
            send(instance, who, case_id, 120_000)
    for mark in ("", "x" * 2000):
        with pytest.raises(Refused):
            resumable_uploads.arrived(instance, office.editor, case_id, mark, 5)
    assert arrived(instance, office.editor, case_id) == 120_000


def test_two_pages_that_send_the_same_file_do_not_mix(instance, office, case_id) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield CONTENT[:50_000]
        with pytest.raises(Unfinished):
            await evidence.receive(instance, office.editor, case_id, "录屏.txt", pieces(CONTENT), half(0))
        yield CONTENT[50_000:]

    received = evidence.receive(instance, office.editor, case_id, "录屏.txt", slow(), half(0))
    assert result_of(received).exhibit.size == len(CONTENT)
    assert original(instance, office.editor, case_id) == CONTENT


def test_nobody_can_write_to_what_was_taken_into_the_store(instance: Instance, office, case_id, monkeypatch) -> None:
    """While a whole file is hashed and moved, a second sender that is held open must not get hold of it."""
    taken, refusals = instance.files.take, []

    def slowly(path):
        second = evidence.receive(instance, office.editor, case_id, "录屏.txt", pieces(b"x"), half(len(CONTENT)))
        with pytest.raises(Unfinished) as refused:
            result_of(second)
        with pytest.raises(Unavailable):
            arrived(instance, office.editor, case_id)
        refusals.append(refused.value.have)
        return taken(path)

    monkeypatch.setattr(instance.files, "take", slowly)
    send(instance, office.editor, case_id, 0)
    assert refusals == [len(CONTENT)]
    assert original(instance, office.editor, case_id) == CONTENT


def test_a_line_that_dies_in_silence_lets_go_of_the_file(instance: Instance, office, case_id, monkeypatch) -> None:
    monkeypatch.setattr(resumable_uploads, "SILENCE", 0.3)

    async def silent() -> AsyncIterator[bytes]:
        yield CONTENT[:60_000]
        await asyncio.sleep(30)

    with pytest.raises(Unfinished) as unfinished:
        result_of(
            asyncio.wait_for(evidence.receive(instance, office.editor, case_id, "录屏.txt", silent(), half(0)), 20)
        )
    assert unfinished.value.have == arrived(instance, office.editor, case_id) == 60_000


def test_who_is_cancelled_while_writing_lets_go_only_when_that_is_written(
    instance: Instance, office, case_id, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = resumable_uploads._write

    def slow(out, content) -> None:
        if content:
            time.sleep(0.5)
        write(out, content)

    monkeypatch.setattr(resumable_uploads, "BUFFER", 50_000)
    monkeypatch.setattr(resumable_uploads, "_write", slow)

    async def cancelled() -> int:
        sending = asyncio.create_task(
            evidence.receive(instance, office.editor, case_id, "录屏.txt", pieces(CONTENT), half(0))
        )
        await asyncio.sleep(0.3)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        return arrived(instance, office.editor, case_id)

    have = result_of(cancelled())
    assert have >= 50_000
    monkeypatch.setattr(resumable_uploads, "_write", write)
    send(instance, office.editor, case_id, have)
    assert original(instance, office.editor, case_id) == CONTENT


def test_unfinished_files_take_room_and_are_swept_away(instance: Instance, office, case_id) -> None:
    with pytest.raises(Cut):
        send(instance, office.editor, case_id, 0, 200_000)
    instance.settings.max_case_bytes = 450_000
    with pytest.raises(Refused, match="放不下|上限"):
        send(instance, office.editor, case_id, 0, mark="另一个.txt|300000|1")
    old = (now() - housekeeping.UNHELD_LIFE).timestamp() - 60
    for path in instance.settings.arriving.iterdir():
        os.utime(path, (old, old))
    housekeeping.sweep(instance)
    assert arrived(instance, office.editor, case_id) == 0
    send(instance, office.editor, case_id, 0, mark="另一个.txt|300000|1")


def test_a_full_disk_is_told_and_what_arrived_stays(instance, office, case_id, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Cut):
        send(instance, office.editor, case_id, 0, 120_000)

    def full(_out: object, _content: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(resumable_uploads, "_write", full)
        with pytest.raises(Unavailable, match="磁盘已满"):
            send(instance, office.editor, case_id, 120_000)
    assert arrived(instance, office.editor, case_id) == 120_000
    send(instance, office.editor, case_id, 120_000)
    assert original(instance, office.editor, case_id) == CONTENT


def test_who_loses_the_right_while_sending_adds_nothing(instance: Instance, office, case_id) -> None:
    from wizard.services import members

    async def interrupted() -> AsyncIterator[bytes]:
        yield CONTENT[:150_000]
        await asyncio.to_thread(members.change_role, instance, office.owner, office.editor.person_id, "viewer")
        yield CONTENT[150_000:]

    with pytest.raises(NotAllowed):
        result_of(evidence.receive(instance, office.editor, case_id, "录屏.txt", interrupted(), half(0)))
    assert not cases.read(instance, office.owner, case_id).case.exhibits
