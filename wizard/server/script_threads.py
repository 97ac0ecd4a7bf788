"""The threads that run pages are used again.

Streamlit starts a thread for every click, on the event loop that answers everybody, and waits there until it runs: the
new thread and then the loop each have to get hold of the interpreter lock. With a hundred people clicking, nobody hears
anything meanwhile. Where Streamlit has changed, it goes on as before. See docs/decisions/0033-threads-used-again.md.
"""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils import script_run_context

IDLE = 32
"""Threads that wait for a click at most; where more were busy at once, the others end."""
_START, _RUN, _THREAD = "start", "_run_script_thread", "_script_thread"
_CONTEXT = getattr(script_run_context, "SCRIPT_RUN_CONTEXT_ATTR_NAME", "")

_idle: list[ScriptThread] = []
_counting = threading.Lock()


def keep() -> None:
    """Let this process use its script threads again."""
    theirs = vars(ScriptRunner).get(_START)
    if theirs is not None and theirs.__module__ != __name__ and hasattr(ScriptRunner, _RUN) and _CONTEXT:
        setattr(ScriptRunner, _START, _started_by(theirs))


def _started_by(theirs: Callable[[ScriptRunner], None]) -> Callable[[ScriptRunner], None]:
    """`ScriptRunner.start`, which takes a thread that waits; another kind of runner starts as it always did."""

    def start(runner: ScriptRunner) -> None:
        if type(runner) is not ScriptRunner or getattr(runner, _THREAD, runner) is not None:
            theirs(runner)
        else:
            _waiting().run_next(runner)

    return start


def _waiting() -> ScriptThread:
    """A thread without work, a new one if there is none."""
    try:
        return _idle.pop()
    except IndexError:
        fresh = ScriptThread(name="ScriptRunner.scriptThread", daemon=True)
        fresh.start()
        return fresh


class ScriptThread(threading.Thread):
    """Runs one click after another; nothing of one is there in the next."""

    def __init__(self, **settings: Any) -> None:
        """As a `Thread` without a target."""
        super().__init__(**settings)
        self._next: SimpleQueue[ScriptRunner] = SimpleQueue()

    def run_next(self, runner: ScriptRunner) -> None:
        """Run what is asked of a runner, in this thread; comes back at once."""
        setattr(runner, _THREAD, self)
        self._next.put(runner)

    def run(self) -> None:
        """Wait for clicks, until there are enough others to wait."""
        while True:
            self._answer(self._next.get())
            with _counting:
                if len(_idle) >= IDLE:
                    return
                _idle.append(self)

    def _answer(self, runner: ScriptRunner) -> None:
        try:
            contextvars.Context().run(getattr(runner, _RUN))
        except Exception:  # noqa: BLE001 - told as a thread's own end would be; this one has others to run
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self)))
        finally:
            vars(self).pop(_CONTEXT, None)
