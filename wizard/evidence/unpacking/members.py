"""The members of an archive or a mail, whatever it is, and taking them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wizard.evidence.inspection import Inspection, RefusedFile, clean_name, inspect_file
from wizard.evidence.inspection.report import new_sheet
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import shown_size

MOST_MEMBERS = 300
PIECE = 1024 * 1024
ZIP = "application/zip"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")
_DIGITS = re.compile(r"(\d+)")
Opener = Callable[[int], Iterator[bytes]]
"""Gives the content of the member at a place."""


@dataclass(frozen=True)
class Member:
    """One file inside: its place, its own name, its name with folders. `why` in words when it is not taken."""

    place: int
    name: str
    path: str
    why: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of a member: the file at `path` and what it is, or `why` it was not taken."""

    member: Member
    path: Path | None = None
    found: Inspection | None = None
    why: str = ""


class CannotTake(Exception):
    """A member that does not come out, by the code of the pack's finding, with what its words need."""

    def __init__(self, code: str, **details: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code, self.details = code, details


def is_container(media_type: str | None) -> bool:
    """Whether files of a type hold others that become exhibits of their own."""
    return media_type == ZIP or media_type in MAILS


def members_of(path: Path, media_type: str, pack: Pack | None = None) -> list[Member]:
    """Everything inside, in the order of its names; those that are not taken with the reason."""
    listed = sorted(_listed(path, media_type), key=lambda one: _natural(one[1]))
    members: list[Member] = []
    for place, name, code in listed:
        reason = code or ("archive_too_many" if _count(members) >= MOST_MEMBERS else "")
        own = clean_name(name)
        members.append(Member(place, own, name[:200], words_for(reason, own, pack) if reason else ""))
    return members


def _count(members: Sequence[Member]) -> int:
    return sum(not one.why for one in members)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """By which `2.png` comes before `10.png`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in _DIGITS.split(name[:200])]


def words_for(code: str, name: str, pack: Pack | None = None, **details: str) -> str:
    """Why a member is not taken, in the pack's words."""
    return str(new_sheet(name, pack).refuse(code, most=MOST_MEMBERS, **details))


def _listed(path: Path, media_type: str) -> list[tuple[int, str, str]]:
    """Place, name with folders, and the code of why it is not taken."""
    from wizard.evidence.unpacking import mail_members, zip_members

    return mail_members.listed(path) if media_type in MAILS else zip_members.listed(path)


def take_out(path: Path, media_type: str, wanted: Sequence[Member], folder: Path, limit: int) -> list[Taken]:
    """Put members into a folder, each at most `limit` bytes, and look into each. Never raises for what is inside."""
    from wizard.evidence.unpacking import mail_members, zip_members

    opened = mail_members.opened if media_type in MAILS else zip_members.opened
    with opened(path) as open_member:
        return [_taken(member, open_member, folder / str(member.place), limit) for member in wanted]


def _taken(member: Member, open_member: Opener, target: Path, limit: int) -> Taken:
    try:
        _copy(open_member(member.place), target, limit)
        return Taken(member, target, inspect_file(target, member.name))
    except CannotTake as cannot:
        why = words_for(cannot.code, member.name, None, **cannot.details)
    except RefusedFile as refusal:
        why = refusal.message + refusal.mend
    target.unlink(missing_ok=True)
    return Taken(member, why=why)


def _copy(pieces: Iterator[bytes], target: Path, limit: int) -> None:
    """Write a member, counting what really comes out: what a header says of its size is not believed."""
    size = 0
    with target.open("xb") as out:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise CannotTake("too_large", size=f"{shown_size(limit)} 以上", limit=shown_size(limit))
            out.write(piece)


def pieces_of(source: IO[bytes]) -> Iterator[bytes]:
    """A stream piece by piece."""
    while piece := source.read(PIECE):
        yield piece
