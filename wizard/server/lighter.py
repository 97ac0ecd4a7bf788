"""What Streamlit does at every click and that costs more than it must, done lighter with the same outcome.

A part of a page that runs alone keeps a copy of the place where it stands, taken twice when the page is drawn and once
at each click in it. Streamlit copies every block around it once for each block within, and looks through thousands of
emojis to find out whether a label begins with one. Where Streamlit has changed, it goes on as before.
See docs/decisions/0026-lighter-clicks.md.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from streamlit import cursor, string_util
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData
from streamlit.runtime.state import SafeSessionState, SessionState

AS_IT_IS = (str, int, type(None), FormData)
LABELS = 2048
_COPY, _OWN_CURSOR, _LEADING = "__deepcopy__", "_provided_cursor", "extract_leading_emoji"
_FILTERED, _INTERNAL = "filtered_state", "$$"


def keep() -> None:
    """Let this process do these things lighter."""
    if hasattr(DeltaGenerator, "_cursor"):
        setattr(DeltaGenerator, _COPY, place_copied)
    for part in (cursor.Cursor, cursor.SparseList):
        setattr(part, _COPY, copied)
    leading = getattr(string_util, _LEADING, None)
    if leading is not None and not hasattr(leading, "cache_info"):
        setattr(string_util, _LEADING, functools.lru_cache(LABELS)(leading))
    filtered = vars(SafeSessionState).get(_FILTERED)
    if isinstance(filtered, property) and filtered.fget is not None and filtered.fget.__module__ != __name__:
        setattr(SafeSessionState, _FILTERED, asked_singly(filtered.fget))


def place_copied(place: DeltaGenerator, memo: dict[int, Any]) -> DeltaGenerator:
    """A block of the page with all blocks around it, each copied once; the outermost is held where it is now."""
    made: DeltaGenerator = copied(place, memo)
    setattr(made, _OWN_CURSOR, deepcopy(place._cursor, memo))
    return made


def copied(thing: Any, memo: dict[int, Any]) -> Any:
    """A copy to the last leaf, as `deepcopy` makes it, without asking it for what can be shared."""
    made = memo[id(thing)] = object.__new__(type(thing))
    for name, value in vars(thing).items():
        made.__dict__[name] = value if _shared(value) else deepcopy(value, memo)
    return made


def _shared(value: Any) -> bool:
    """Whether nobody can change it: a copy would be the same."""
    return type(value) in AS_IT_IS or (type(value) is tuple and {int}.issuperset(map(type, value)))


def asked_singly(filtered: Callable[[SafeSessionState], dict[str, Any]]) -> property:
    """What `filtered` gives of a session, made only when all of it is asked for and not a value by its name."""

    def shown(session: SafeSessionState) -> Mapping[str, Any]:
        held = vars(session)
        return Shown(held["_state"], held["_lock"], functools.partial(filtered, session))

    return property(shown)


class Shown(Mapping[str, Any]):
    """What a script sees of its session: what it keeps there and the values of fields that have a name."""

    def __init__(self, state: SessionState, lock: Any, everything: Callable[[], dict[str, Any]]) -> None:
        """Look into `state`, one at a time; `everything` gives all of it at once."""
        self._state, self._lock, self._everything = state, lock, everything

    def __getitem__(self, name: str) -> Any:
        """The value of a name."""
        if name.startswith(_INTERNAL):
            raise KeyError(name)
        with self._lock:
            return self._state[name]

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._everything())

    def __len__(self) -> int:
        """How many names."""
        return len(self._everything())
