"""Large files come in as many goes as the line needs: what has arrived of one is kept, and the rest goes on from there.

A sender names a file by its name, size and time of change (`mark`), asks how much has arrived, and sends what is
missing with the bytes that stand before it: those must be the ones that lie here, or it is another file. The files
lie on this server's disk; a server that has none begins the file again, without an error.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from filelock import FileLock, Timeout

from wizard.services import cases
from wizard.services.access import Actor, needs
from wizard.services.errors import Unavailable, refused
from wizard.services.instance import Instance
from wizard.store.errors import TooLarge, plain_errors
from wizard.team.roles import May

T = TypeVar("T")
P = ParamSpec("P")
SILENCE = 20.0  # seconds without a byte, after which a sender is taken to be gone
BEFORE = 2048  # bytes before the missing rest, by which a file is recognised
BUFFER = 4 * 1024 * 1024
LONGEST_MARK = 1000
LOCK = ".lock"


class Unfinished(Exception):
    """The file is not whole yet: `have` bytes of it lie here, and the rest is wanted."""

    def __init__(self, have: int) -> None:
        """Take the number of bytes."""
        super().__init__(f"{have} bytes have arrived")
        self.have = have


@dataclass(frozen=True)
class Rest:
    """What a sender says of the rest it sends: which file, how large that is, from which byte, after which bytes."""

    mark: str
    size: int
    at: int
    before: bytes = b""


@needs(May.WRITE)
def arrived(instance: Instance, actor: Actor, case_id: str, mark: str, size: int) -> int:
    """How many bytes of a file lie here from this person's earlier goes.

    Raises `NotFound` for another team's case, `Unavailable` while the file is being sent.
    """
    with instance.store.read() as work:
        cases.mark(work, actor, case_id)
    path = path_of(instance, actor.person_id, case_id, mark, size)
    if not path.is_file():
        return 0
    try:
        with FileLock(path.with_suffix(LOCK), timeout=0):
            return _size_of(path)
    except Timeout as error:
        raise Unavailable("这个文件正在传，请稍等。") from error


def path_of(instance: Instance, person_id: str, case_id: str, mark: str, size: int) -> Path:
    """Where a file of this person lies that is still arriving in this case; raises `Refused` for a nameless one."""
    if not mark or len(mark) > LONGEST_MARK or size < 1:
        raise refused("file", "请求里缺少文件的名字或大小。", "请刷新页面后重新选择文件。")
    file = hashlib.sha256("\n".join((person_id, mark, str(size))).encode()).hexdigest()
    return instance.settings.arriving / f"{_name_of(case_id)}-{file[:32]}"


def others(instance: Instance, case_id: str, path: Path) -> int:
    """Bytes of the case's other files that are still arriving: they take room, too."""
    beside = instance.settings.arriving.glob(f"{_name_of(case_id)}-*")
    return sum(_size_of(one) for one in beside if one != path and one.suffix != LOCK)


def _name_of(case_id: str) -> str:
    return hashlib.sha256(case_id.encode()).hexdigest()[:16]


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


async def receive(path: Path, rest: Rest, chunks: AsyncIterator[bytes], take: Callable[[Path], T]) -> T:
    """Put the rest of a file behind what lies at `path`, and `take` it from there once it is whole.

    Nobody else has the file open meanwhile: whoever could still write to it would write to what was taken. Whatever
    ends it, what has arrived stays. Raises `Unfinished` when more is wanted or the rest does not fit what is here,
    `TooLarge` for more than was said (nothing remains then), `StoreUnavailable` for a full disk.
    """
    with plain_errors(), _alone(path, rest) as out:
        await _append(out, rest, chunks)
        out.close()
        return await _to_its_end(take, path)


async def _to_its_end(act: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """`act` in a thread; who cancels this waits for it all the same: the file must not be let go of meanwhile."""
    acting = asyncio.ensure_future(asyncio.to_thread(act, *arguments, **named))
    try:
        return await asyncio.shield(acting)
    except asyncio.CancelledError:
        await asyncio.wait([acting])
        raise


async def _append(out: BinaryIO, rest: Rest, chunks: AsyncIterator[bytes]) -> None:
    waiting = bytearray()
    left = rest.size - rest.at
    try:
        async for chunk in _until_silent(chunks):
            left -= len(chunk)
            if left < 0:
                raise TooLarge(rest.size)
            waiting += chunk
            if len(waiting) >= BUFFER:
                full, waiting = waiting, bytearray()
                await _to_its_end(_settle, out, full)
    except TooLarge:
        await _to_its_end(out.truncate, 0)
        raise
    finally:
        if left >= 0:
            _write(out, waiting)  # not awaited: whoever cut the line may have cancelled this task, too
    if left:
        raise Unfinished(rest.size - left)


async def _until_silent(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, until there are no more or none for a while: a line that died in silence must not keep the file."""
    with suppress(TimeoutError):
        async for chunk in lively(chunks, SILENCE):
            yield chunk


async def lively(chunks: AsyncIterator[bytes], silence: float) -> AsyncIterator[bytes]:
    """The chunks as they come; raises `TimeoutError` when there is none for `silence` seconds."""
    while True:
        async with asyncio.timeout(silence):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield chunk


def _settle(out: BinaryIO, content: bytearray) -> None:
    """Write and wait for the disk: a gigabyte left to the end would hold up everybody's saving for a second."""
    _write(out, content)
    os.fsync(out.fileno())


def _write(out: BinaryIO, content: bytearray) -> None:
    left = memoryview(content)
    while left:
        left = left[out.write(left) :]


@contextmanager
def _alone(path: Path, rest: Rest) -> Iterator[BinaryIO]:
    """The file at its end, for one sender at a time; raises `Unfinished` when the rest does not belong there."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with FileLock(path.with_suffix(LOCK), timeout=0), path.open("ab+", buffering=0) as out:
            _fits(out, rest)
            yield out
    except Timeout as error:
        raise Unfinished(_size_of(path)) from error  # the same file is being sent from another page


def _fits(out: BinaryIO, rest: Rest) -> None:
    have = out.seek(0, 2)
    if have != rest.at:
        raise Unfinished(have)
    out.seek(max(0, have - BEFORE))
    if out.read(BEFORE) != rest.before[-BEFORE:]:
        out.truncate(0)  # another file of the same name, size and time
        raise Unfinished(0)
