"""What Streamlit does at every click and that costs more than it must, done lighter with the same outcome.

A part of a page that runs alone keeps a copy of the place where it stands, taken twice when the page is drawn and once
at each click in it. Streamlit copies every block around it once for each block within, and looks through thousands of
emojis to find out whether a label begins with one. Where Streamlit has changed, it goes on as before.
See docs/decisions/0026-lighter-clicks.md.
"""

from __future__ import annotations

import functools
from copy import deepcopy
from typing import Any

from streamlit import cursor, string_util
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData

AS_IT_IS = (str, int, type(None), FormData)
LABELS = 2048
_COPY, _OWN_CURSOR, _LEADING = "__deepcopy__", "_provided_cursor", "extract_leading_emoji"


def keep() -> None:
    """Let this process do these things lighter."""
    if hasattr(DeltaGenerator, "_cursor"):
        setattr(DeltaGenerator, _COPY, place_copied)
    for part in (cursor.Cursor, cursor.SparseList):
        setattr(part, _COPY, copied)
    leading = getattr(string_util, _LEADING, None)
    if leading is not None and not hasattr(leading, "cache_info"):
        setattr(string_util, _LEADING, functools.lru_cache(LABELS)(leading))


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
