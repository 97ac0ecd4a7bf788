"""The members of a RAR. Few and small ones are read in one go, since a solid archive is one stream; others one by one.

Nothing is written under the archive's own names but into a folder made for it, and rars refuses names that lead out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rars

from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.rar_listing import TROUBLE, opened_rar
from wizard.evidence.unpacking.members import CannotTake, Wish, pieces_of

IN_MEMORY = 128 * 1024**2  # bytes of members that are read together, and of one that is not written by rars itself
LARGEST_DICTIONARY = 512 * 1024**2  # bytes; WinRAR uses 32 MB unless told otherwise


@contextmanager
def opened(path: Path, wish: Wish) -> Iterator[Callable[[int], Iterator[bytes]]]:
    """A function that gives the content of a member, piece by piece; it raises `CannotTake`."""
    try:
        archive = opened_rar(path, wish.password)
    except ArchiveTrouble:
        yield _nothing
        return
    infos = archive.infolist()
    together = _read_together(archive, infos, wish)

    def content(place: int) -> Iterator[bytes]:
        if place in together:
            yield together.pop(place)
        else:
            yield from _alone(archive, infos[place], place, wish)

    yield content


def _nothing(_place: int) -> Iterator[bytes]:
    raise CannotTake("archive_member_broken")


def _options(wish: Wish) -> rars.ReadOptions:
    return rars.ReadOptions(max_member_output_bytes=wish.limit, rar50_dictionary_size_limit=LARGEST_DICTIONARY)


def _read_together(archive: rars.RarFile, infos: list[rars.RarInfo], wish: Wish) -> dict[int, bytes]:
    """The contents of all members that are wanted; none when one of them fails: then each has its own reason."""
    sizes = [infos[place].file_size or 0 for place in wish.places]
    if len(sizes) < 2 or sum(sizes) > IN_MEMORY:
        return {}
    wanted = [infos[place] for place in wish.places]
    try:
        read = archive.read_many(wanted, pwd=wish.password or None, options=_options(wish))
    except TROUBLE:
        return {}
    return dict(zip(wish.places, map(bytes, read), strict=True))


def _alone(archive: rars.RarFile, info: rars.RarInfo, place: int, wish: Wish) -> Iterator[bytes]:
    try:
        if (info.file_size or 0) <= IN_MEMORY:
            yield bytes(archive.read(info, pwd=wish.password or None, options=_options(wish)))
        else:
            yield from _by_way_of_disk(archive, info, wish.folder / f"rar-{place}", wish)
    except (rars.BadPassword, rars.PasswordRequired) as error:
        raise CannotTake("archive_member_locked") from error
    except rars.UnsupportedRarFeature as error:
        raise CannotTake("archive_member_packed") from error
    except KeyError as error:  # a hard link: the entry has no content of its own
        raise CannotTake("archive_member_link") from error
    except MemoryError as error:  # rars' word for beyond a limit
        raise CannotTake("archive_member_failed") from error
    except TROUBLE as error:
        raise CannotTake("archive_member_broken") from error


def _by_way_of_disk(archive: rars.RarFile, info: rars.RarInfo, folder: Path, wish: Wish) -> Iterator[bytes]:
    folder.mkdir()
    try:
        written = Path(archive.extract(info, str(folder), pwd=wish.password or None, options=_options(wish)))
        with written.open("rb") as source:
            yield from pieces_of(source)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
