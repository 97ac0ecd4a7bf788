"""States of a case as saved, and the newest of each that this process has seen.

A colleague's next click, the next file that arrives and the next one that was read all want the case as the last of
them left it. To read two hundred exhibits from their JSON and turn them into values again takes 8 ms, each time.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wizard.case import Case, Part
from wizard.store.rows import CaseMark

KEPT = 50


@dataclass(frozen=True)
class _Told:
    """A state of a case with its JSON values."""

    case: Case
    plain: dict[str, Any]


@dataclass(frozen=True)
class StoredCase:
    """A case as saved: its version, when and by whom. Neither it nor the case in it is changed any more."""

    case: Case
    version: int
    saved_at: dt.datetime
    saved_by: str
    assignee: str | None = None
    _earlier: _Told | None = field(default=None, repr=False, compare=False)

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The case as JSON values, made once; to be read only, like the case."""
        return _plain_after(self._earlier, self.case)

    @property
    def mark(self) -> CaseMark:
        """By what the store tells whether it is still so."""
        return CaseMark(self.version, self.saved_at, self.assignee)

    def told(self) -> _Told | None:
        """A state whose JSON values were made: itself, or the last one before it."""
        made = self.__dict__.get("plain")
        return self._earlier if made is None else _Told(self.case, made)


def _plain_after(earlier: _Told | None, case: Case) -> dict[str, Any]:
    """A case as JSON values; those of parts it shares with an earlier state are taken from there."""
    if earlier is None:
        return case.model_dump(mode="json")
    known = {id(part): value for part, value in _parts_of(earlier)}
    shared = {name: _values(held, known) for name, held in case if _has_parts(held)}
    rest = case.model_dump(mode="json", exclude=set(shared))
    return {name: shared[name] if name in shared else rest[name] for name in Case.model_fields}


def _parts_of(told: _Told) -> list[tuple[Part, Any]]:
    found: list[tuple[Part, Any]] = []
    for name, held in told.case:
        if _has_parts(held):
            found += zip(held, told.plain[name], strict=True)
    return found


def _has_parts(held: object) -> bool:
    return isinstance(held, list) and bool(held) and isinstance(held[0], Part)


def _values(parts: list[Part], known: dict[int, Any]) -> list[Any]:
    return [known[id(part)] if id(part) in known else part.model_dump(mode="json") for part in parts]


class Latest:
    """The newest states by team and case. Who takes one asks the store first whether it is still so (`mark`)."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._kept: OrderedDict[tuple[str, str], StoredCase] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, team_id: str, case_id: str) -> StoredCase | None:
        """The newest state known of a case; it may be older than the store's."""
        with self._lock:
            return self._kept.get((team_id, case_id))

    def keep(self, team_id: str, stored: StoredCase) -> StoredCase:
        """Keep a state that lies in the store; the same."""
        with self._lock:
            key = team_id, stored.case.id
            self._kept[key] = stored
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return stored

    def forget(self, team_id: str, case_id: str) -> None:
        """Drop a case that was deleted."""
        with self._lock:
            self._kept.pop((team_id, case_id), None)
