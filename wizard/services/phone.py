"""Files from the phone: a link that puts files into one case for ten minutes, and can do nothing else.

The token stands in a QR code on the desktop; the database has its hash. Whoever holds the phone acts as the person
who opened the link, whose role is asked for again at each file; they see nothing of the case but its reference.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from wizard.case import now
from wizard.services import cases, evidence, intake
from wizard.services.access import Actor, needs
from wizard.services.errors import ServiceError, Unavailable
from wizard.services.instance import Instance
from wizard.services.resumable_uploads import Rest
from wizard.store.errors import StoreError
from wizard.store.rows import LinkRow
from wizard.team import limiter, tokens
from wizard.team.roles import May

LIFE = dt.timedelta(minutes=10)
GOING_ON = dt.timedelta(hours=2)
WRONG_TRIES, FILES = 30, 300  # of one address, and through one link, in the life of a link
NEAR = ("localhost", "127.", "0.0.0.0", "::1", "[::1]")  # noqa: S104 - compared, not listened to


class LinkOver(ServiceError):
    """The link is not known, was revoked, or its time is over."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("这个上传链接已经失效。请在电脑上重新生成二维码，再扫一次。")


@dataclass(frozen=True)
class Link:
    """A link just opened: its token, for the QR code, and when it ends."""

    token: str
    expires: dt.datetime

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it ends; 0 when it is over."""
        return max(0, int((self.expires - now()).total_seconds()))


@dataclass(frozen=True)
class Guest:
    """Who a phone acts for, and in which case."""

    actor: Actor
    case_id: str
    reference: str
    expires: dt.datetime


class _Window:
    """Counts by key within the life of a link. In this process's memory: the token cannot be guessed anyway."""

    def __init__(self, most: int) -> None:
        self._most, self._times, self._lock = most, dict[str, deque[float]](), threading.Lock()

    def full(self, key: str) -> bool:
        with self._lock:
            return len(self._recent(key)) >= self._most

    def note(self, key: str) -> None:
        with self._lock:
            self._recent(key).append(time.monotonic())

    def _recent(self, key: str) -> deque[float]:
        oldest = time.monotonic() - LIFE.total_seconds()
        for known in [one for one, times in self._times.items() if times and times[-1] < oldest]:
            del self._times[known]
        times = self._times.setdefault(key, deque())
        while times and times[0] < oldest:
            times.popleft()
        return times


_wrong, _files = _Window(WRONG_TRIES), _Window(FILES)


@needs(May.WRITE)
def open_link(instance: Instance, actor: Actor, case_id: str) -> Link:
    """A new link for a case; the ones this person opened for it before are over. Raises `NotFound`."""
    link = Link(tokens.new_token(), now() + LIFE)
    with instance.store.write() as work:
        cases.mark(work, actor, case_id)
        work.links.close(case_id, actor.person_id)
        row = LinkRow(case_id, actor.team_id, actor.person_id, link.expires)
        work.links.open(tokens.digest(link.token), row)
    return link


@needs(May.WRITE)
def close_links(instance: Instance, actor: Actor, case_id: str) -> None:
    """End the links this person opened for a case; raises `NotFound`."""
    with instance.store.write() as work:
        cases.mark(work, actor, case_id)
        work.links.close(case_id, actor.person_id)


def guest(instance: Instance, token: str, address: str, *, going_on: bool = False) -> Guest:
    """Who a token acts for. Raises `LinkOver`, and `Unavailable` for an address with too many wrong tokens.

    `going_on`: for the rest of a file that was begun in time, which may take longer than the link is good.
    """
    address = limiter.place_of(address)
    if _wrong.full(address):
        raise Unavailable("试的次数太多，请过十分钟再扫码。")
    with instance.store.read() as work:
        row = work.links.find(tokens.digest(token), now() - GOING_ON if going_on else now())
        members = work.people.memberships(row.person_id) if row else []
        member = next((one for one in members if row and one.team_id == row.team_id), None)
        case = work.cases.get(row.team_id, row.case_id) if row else None
    if row is None or member is None or case is None:
        _wrong.note(address)
        raise LinkOver
    actor = Actor(member.person_id, member.name, member.team_id, member.team_name, member.role)
    return Guest(actor, row.case_id, case.reference, row.expires_at)


async def receive(
    instance: Instance, visitor: Guest, file_name: str, chunks: AsyncIterator[bytes], rest: Rest | None = None
) -> evidence.Received:
    """Put a file into the visitor's case; raises what `intake.receive` raises, `Unavailable` for too many files."""
    key = f"{visitor.case_id} {visitor.actor.person_id}"
    if _files.full(key):
        raise Unavailable(f"十分钟里最多传 {FILES} 个文件。请在电脑上重新生成二维码。")
    _files.note(key)
    return await intake.receive(instance, visitor.actor, visitor.case_id, file_name, chunks, rest)


def room_left(instance: Instance, visitor: Guest) -> int:
    """How many bytes the visitor's case still takes."""
    try:
        with instance.store.read() as work:
            used = work.files.bytes_of(visitor.case_id)
    except StoreError:
        return 0
    return max(0, instance.settings.max_case_bytes - used)


def address_of(public_address: str, page_url: str, token: str) -> str:
    """The address in the QR code: the instance's public one, else the one this page was opened by."""
    page = urlsplit(page_url)
    base = public_address.rstrip("/") or f"{page.scheme}://{page.netloc}"
    return f"{base}/u/{token}"


def only_near(address: str) -> bool:
    """Whether an address means this very machine, so that no phone can reach it."""
    host = urlsplit(address).hostname or ""
    return host.startswith(NEAR) or host in NEAR
