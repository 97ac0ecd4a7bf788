"""The members of an archive or a mail, whatever it is, and taking them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import IO

from wizard.evidence.inspection import Inspection, RefusedFile, clean_name, inspect_file
from wizard.evidence.inspection.archives import is_program
from wizard.evidence.inspection.listing import ARCHIVES, RAR, SEVEN, ArchiveTrouble, Entry, entries_of
from wizard.evidence.inspection.memory import ROOM, at_most
from wizard.evidence.inspection.report import new_sheet
from wizard.evidence.inspection.zip_names import is_junk
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import shown_size

MOST_MEMBERS = 300
PIECE = 1024 * 1024
TRIED = 3  # smallest locked members that a password is tried on: those of one archive may have different ones
LOCKED = "archive_member_locked"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")
_DIGITS = re.compile(r"(\d+)")
Opener = Callable[[int], Iterator[bytes]]
"""Gives the content of the member at a place."""


@dataclass(frozen=True)
class Member:
    """One file inside: its place, its own name, its name with folders, its size as told (bytes).

    `why` in words when it is not taken, `locked` when a password would help.
    """

    place: int
    name: str
    path: str
    why: str = ""
    size: int = 0
    locked: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of a member: the file at `path` and what it is, or `why` it was not taken."""

    member: Member
    path: Path | None = None
    found: Inspection | None = None
    why: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Wish:
    """What to take out: the places, a folder to work in, most bytes of a member, the password when there is one."""

    places: tuple[int, ...]
    folder: Path
    limit: int
    password: str = field(default="", repr=False)


class CannotTake(Exception):
    """A member that does not come out, by the code of the pack's finding, with what its words need."""

    def __init__(self, code: str, **details: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code, self.details = code, details


def is_container(media_type: str | None) -> bool:
    """Whether files of a type hold others that become exhibits of their own."""
    return media_type in ARCHIVES or media_type in MAILS


def members_of(path: Path, media_type: str, password: str = "", pack: Pack | None = None) -> list[Member]:
    """Everything inside, in the order of its names; those that are not taken with the reason.

    Raises `ArchiveTrouble` (`locked`) when the names themselves need a password.
    """
    with at_most(ROOM):
        listed = sorted(_listed(path, media_type, password), key=lambda one: _natural(one.name))
    members: list[Member] = []
    for entry in listed:
        reason = entry.why or ("archive_too_many" if _count(members) >= MOST_MEMBERS else "")
        own = clean_name(entry.name)
        why = words_for(reason, own, pack) if reason else ""
        members.append(Member(entry.place, own, entry.name[:200], why, entry.size, reason == LOCKED))
    return members


def _count(members: Sequence[Member]) -> int:
    return sum(not one.why for one in members)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """By which `2.png` comes before `10.png`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in _DIGITS.split(name[:200])]


def words_for(code: str, name: str, pack: Pack | None = None, **details: str) -> str:
    """Why a member is not taken, in the pack's words."""
    return str(new_sheet(name, pack).refuse(code, most=MOST_MEMBERS, **details))


def _listed(path: Path, media_type: str, password: str) -> list[Entry]:
    """The entries, with the finding's code of why one is not taken."""
    if media_type in MAILS:
        from wizard.evidence.unpacking import mail_members

        return mail_members.listed(path)
    try:
        entries = entries_of(path, media_type, password)
    except ArchiveTrouble as trouble:
        if trouble.kind == "locked":
            raise
        return []
    return [replace(one, why=_why_not(one, password)) for one in entries]


def _why_not(entry: Entry, password: str) -> str:
    if is_junk(entry.name):
        return "archive_junk"
    if is_program(entry.name):
        return "archive_program"
    return entry.why or (LOCKED if entry.locked and not password else "")


def take_out(path: Path, media_type: str, wanted: Sequence[Member], wish: Wish) -> list[Taken]:
    """Put members into a folder, each at most `limit` bytes, and look into each. Never raises for what is inside."""
    small = tuple(member.place for member in wanted if member.size <= wish.limit)
    with at_most(ROOM), _opened(path, media_type, replace(wish, places=small)) as open_member:
        return [_taken(member, open_member, wish) for member in wanted]


def _opened(path: Path, media_type: str, wish: Wish) -> AbstractContextManager[Opener]:
    family = {RAR: "rar_members", SEVEN: "seven_members", **dict.fromkeys(MAILS, "mail_members")}
    module = import_module(f"wizard.evidence.unpacking.{family.get(media_type, 'zip_members')}")
    opened: AbstractContextManager[Opener] = module.opened(path, wish)
    return opened


def _taken(member: Member, open_member: Opener, wish: Wish) -> Taken:
    target = wish.folder / str(member.place)
    code = ""
    try:
        if member.size > wish.limit:
            raise _too_large(wish.limit)
        _copy(open_member(member.place), target, wish.limit)
        return Taken(member, target, inspect_file(target, member.name))
    except CannotTake as cannot:
        code, why = cannot.code, words_for(cannot.code, member.name, None, **cannot.details)
    except RefusedFile as refusal:
        why = refusal.message + refusal.mend
    target.unlink(missing_ok=True)
    return Taken(member, why=why, locked=code == LOCKED)


def unlocks(path: Path, media_type: str, password: str, folder: Path) -> bool:
    """Whether the password opens the archive: the names where these are locked, and one of the smallest files."""
    with at_most(ROOM):
        try:
            entries = entries_of(path, media_type, password)
        except ArchiveTrouble:
            return False
        locked = sorted((one for one in entries if one.locked and not one.why), key=lambda one: one.size)[:TRIED]
        return not locked or any(_comes_out(path, media_type, one, password, folder) for one in locked)


def _comes_out(path: Path, media_type: str, entry: Entry, password: str, folder: Path) -> bool:
    wish = Wish((entry.place,), folder, entry.size + 1, password)
    try:
        with _opened(path, media_type, wish) as open_member:
            return sum(map(len, open_member(entry.place))) <= wish.limit
    except CannotTake:
        return False


def _copy(pieces: Iterator[bytes], target: Path, limit: int) -> None:
    """Write a member, counting what really comes out: what a header says of its size is not believed."""
    size = 0
    with target.open("xb") as out:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            out.write(piece)


def _too_large(limit: int) -> CannotTake:
    return CannotTake("too_large", size=f"{shown_size(limit)} 以上", limit=shown_size(limit))


def pieces_of(source: IO[bytes]) -> Iterator[bytes]:
    """A stream piece by piece."""
    while piece := source.read(PIECE):
        yield piece
