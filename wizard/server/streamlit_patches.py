"""What Streamlit does at every click and that costs more than it must, done lighter with the same outcome.

A part of a page that runs alone keeps a copy of the place where it stands, taken twice when the page is drawn and once
at each click in it. Streamlit copies every block around it once for each block within, and looks through thousands of
emojis to find out whether a label begins with one. At each run it makes a pool of threads for parts that run side by
side, asks the disk whether the app is a file, and lets go of the interpreter lock to name what it sends, which others
then hold for milliseconds. Where Streamlit has changed, it goes on as before.
See docs/decisions/0026-lighter-clicks.md and 0033-threads-used-again.md.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from typing import Any

from streamlit import cursor, string_util, util
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData
from streamlit.runtime import parallel_coordinator
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state import SafeSessionState, SessionState

AS_IT_IS = (str, int, type(None), FormData)
LABELS = 2048
_COPY, _OWN_CURSOR, _LEADING = "__deepcopy__", "_provided_cursor", "extract_leading_emoji"
_FILTERED, _INTERNAL = "filtered_state", "$$"
_POOL, _FOLDER, _FOLDER_OF, _HASH, _HASHER = (
    "ThreadPoolExecutor", "modified_sys_path", "_main_script_dir", "calc_hash", "create_fast_hasher",
)  # fmt: skip
STEP = 2047
"""Bytes that Python hashes at a time without letting go of the interpreter lock."""
LARGE = 128 * STEP
"""Bytes from which on it is let go all the same: others should not wait for so many."""


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
    _keep_runs_light()


def _keep_runs_light() -> None:
    """What is done at each run, whatever it shows."""
    if getattr(parallel_coordinator, _POOL, None) is ThreadPoolExecutor:
        setattr(parallel_coordinator, _POOL, PoolWhenNeeded)
    folder = getattr(script_runner, _FOLDER, None)
    if folder is not None and folder.__module__ != __name__ and hasattr(folder(__file__), _FOLDER_OF):
        setattr(script_runner, _FOLDER, remembered(folder))
    named = getattr(util, _HASH, None)
    if named is not None and named.__module__ != __name__ and hasattr(util, _HASHER):
        setattr(util, _HASH, in_steps(named, getattr(util, _HASHER)))


class PoolWhenNeeded:
    """A pool of threads that is made at the first work for it: parts of our pages run one after another."""

    def __init__(self, max_workers: int | None = None) -> None:
        """As `ThreadPoolExecutor`."""
        self._make: Callable[[], ThreadPoolExecutor] = functools.partial(ThreadPoolExecutor, max_workers)
        self._made: ThreadPoolExecutor | None = None

    def submit(self, work: Callable[..., Any], *arguments: Any, **named: Any) -> Future[Any]:
        """As `ThreadPoolExecutor.submit`."""
        self._made = self._made or self._make()
        return self._made.submit(work, *arguments, **named)

    def shutdown(self, *, wait: bool = True, cancel_futures: bool = False) -> None:
        """As `ThreadPoolExecutor.shutdown`."""
        self._make = _over
        if self._made is not None:
            self._made.shutdown(wait=wait, cancel_futures=cancel_futures)


def _over() -> ThreadPoolExecutor:
    raise RuntimeError("no work is taken after the end of a run")


def remembered(folder: type[Any]) -> type[Any]:
    """`modified_sys_path`, which asks once for each app where it lies."""

    @functools.cache
    def folder_of(app: str) -> str:
        found: str = vars(folder(app))[_FOLDER_OF]
        return found

    def begin(self: Any, main_script_path: str) -> None:
        vars(self).update({_FOLDER_OF: folder_of(main_script_path), "_added_path": False})

    return type(folder.__name__, (folder,), {"__init__": begin, "__module__": __name__})


def in_steps(theirs: Callable[[bytes | str], str], hasher: Callable[[], Any]) -> Callable[[bytes | str], str]:
    """`calc_hash`, which takes what is not very large in small steps, with the same outcome."""

    def calc_hash(content: bytes | str) -> str:
        data = memoryview(content.encode() if isinstance(content, str) else content)
        if not STEP < len(data) <= LARGE:
            return theirs(content)
        found = hasher()
        for start in range(0, len(data), STEP):
            found.update(data[start : start + STEP])
        digest: str = found.hexdigest()
        return digest

    return calc_hash


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
