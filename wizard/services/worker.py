"""The child's side of `workers`: reads jobs from standard input, runs them, writes progress and results."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Any

from wizard.services.log_records import tell_uncaught_without_words, tell_without_words
from wizard.services.workers import JobFailed, function_of, receive, send

_out: Any = None
BEHIND, LOW = 10, 19
"""Priorities as `nice` counts them: of all workers, so that pages answer first, and of slow work."""


def progress(value: Any) -> None:
    """Tell the parent how far the job is."""
    if _out is not None:
        send(_out, ("progress", value))


def step_back() -> None:
    """Let everything else on the machine go first, from now on."""
    _yield_to(LOW)


def _yield_to(priority: int) -> None:
    if hasattr(os, "nice") and os.nice(0) < priority:
        os.nice(priority - os.nice(0))


def serve(log_json: bool = False) -> None:
    """Run jobs until the parent closes the pipe. What libraries print goes to standard error."""
    global _out
    tell_without_words(log_json)
    tell_uncaught_without_words()
    _yield_to(BEHIND)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    _out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            name, args = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(_out, _answer(name, args))


def _answer(name: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", function_of(name)(*args)
    except Exception as error:  # noqa: BLE001 - whatever a job raises belongs to the parent
        logging.getLogger("wizard").error("job failed: %s", name, exc_info=error)
        return "error", _portable(error)


def _portable(error: Exception) -> Exception:
    """The error itself when it survives pickling, otherwise its words."""
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - any failure to copy it means the same
        return JobFailed(f"{type(error).__name__}:{error}")
    return error
