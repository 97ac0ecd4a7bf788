"""What a run of a page shows goes to the browser together.

Streamlit hands each element to the server's one event loop by itself, which wakes up for it, fights the run for the
interpreter lock, and after each look at what is to be sent rests for 5 ms. Here the loop is woken when the run is over,
or when it has lasted `HOLD`, and does not rest. Where Streamlit has changed, it goes on as before.
See docs/decisions/0028-answers-sent-together.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from streamlit.runtime import app_session, runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

HOLD = 0.02  # seconds that something shown waits at most, while the run goes on
AT_ONCE = frozenset(
    {
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_COMPILE_ERROR,
        ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS,
        ScriptRunnerEvent.SHUTDOWN,
    }
)
_TOLD, _HANDLED = "_on_scriptrunner_event", "_handle_scriptrunner_event_on_event_loop"
_HELD, _REST = "_held", "MESSAGE_FLUSH_INTERVAL_SECS"


def keep() -> None:
    """Let this process send together."""
    if hasattr(app_session.AppSession, _TOLD) and hasattr(app_session.AppSession, _HANDLED):
        setattr(app_session.AppSession, _TOLD, told)
        if hasattr(runtime, _REST):
            setattr(runtime, _REST, 0.0)


class Held:
    """What the run of one session has told and its event loop has not yet heard."""

    def __init__(self) -> None:
        """Nothing waits."""
        self.waiting: deque[Callable[[], object]] = deque()
        self.due = False

    def hear(self) -> None:
        """All that waits, in the order it was told; on the event loop."""
        self.due = False
        while self.waiting:
            self.waiting.popleft()()


def told(session: Any, sender: Any, event: ScriptRunnerEvent, **more: Any) -> None:
    """A run tells something (any thread): it is heard at the end of the run, within `HOLD` at the latest."""
    held: Held = session.__dict__.setdefault(_HELD, Held())
    held.waiting.append(partial(getattr(session, _HANDLED), sender, event, **more))
    if event in AT_ONCE:
        session._call_soon_on_event_loop(held.hear)
    elif not held.due:
        held.due = True
        session._call_soon_on_event_loop(partial(session._event_loop.call_later, HOLD, held.hear))
