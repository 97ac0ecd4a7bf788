"""What libraries write to the log says where something failed and of what kind, and nothing that anybody wrote.

An error's words may hold what was to be saved or the name of a file. So libraries' log records, and errors that end a
thread, are told without them: in the process that serves pages and in its workers.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

FRAMES = 8
_THEIRS, _JSON = "theirs", "as_json"


def places(error: BaseException) -> str:
    """The places of the code that an error came through, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in reversed(frames))


def tell_without_words(as_json: bool) -> None:
    """Let all records of this process be told so, on lines of JSON where these are asked for."""
    logging.raiseExceptions = False  # a line that cannot be written would be told with all words of the error it tells
    current = logging.getLogRecordFactory()
    logging.setLogRecordFactory(_without_words(getattr(current, _THEIRS, current), as_json))


def tell_uncaught_without_words() -> None:
    """Let what nobody catches be told so too: Python would print all words of it."""
    threading.excepthook = _thread_failed
    sys.unraisablehook = _could_not_be_raised


def told_as_json() -> bool:
    """Whether lines of JSON were asked for in this process."""
    return bool(getattr(logging.getLogRecordFactory(), _JSON, False))


def _without_words(make: Callable[..., logging.LogRecord], as_json: bool) -> Callable[..., logging.LogRecord]:
    def made(*args: Any, **named: Any) -> logging.LogRecord:
        record = make(*args, **named)
        error = record.exc_info[1] if record.exc_info else None
        told = {"kind": type(error).__name__, "where": places(error)} if error is not None else {}
        if told or as_json:
            record.msg = _line(record, told) if as_json else " ".join([_message(record), *_pairs(told)])
            record.args, record.exc_info = (), None
        return record

    setattr(made, _THEIRS, make)
    setattr(made, _JSON, as_json)
    return made


def _pairs(told: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in told.items()]


def _line(record: logging.LogRecord, told: dict[str, str]) -> str:
    """A record as our own lines are written, see `services.logs`."""
    at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat().replace("+00:00", "Z")
    values = {**told, "event": _message(record), "logger": record.name, "level": record.levelname.lower()}
    return json.dumps(values | {"timestamp": at})


def _message(record: logging.LogRecord) -> str:
    """The words of a record; as they stand when its values do not fit them, which must not fail who only logs."""
    try:
        return record.getMessage().strip()
    except (TypeError, ValueError):
        return str(record.msg)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    _tell("thread failed", failed.exc_value)


def _could_not_be_raised(failed: Any) -> None:
    _tell("cleaning up failed", failed.exc_value)


def _tell(event: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        logging.getLogger("wizard").error(event, exc_info=error)
