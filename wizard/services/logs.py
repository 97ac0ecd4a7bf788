"""The log: structured lines on standard error, without names, narratives or secrets."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import structlog


def log() -> Any:
    """The logger. Pass ids and kinds of errors, never what people wrote."""
    return structlog.get_logger("wizard")


FRAMES = 8


def _where(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error as the places it came through: its words may hold what people wrote, so they stay out of the log."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["where"] = _places(error)
    return event


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in reversed(frames))


def _without_words(make: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    """Makes log records of libraries that say of an error what `_where` says: uvicorn would write all its words."""

    def made(*args: Any, **named: Any) -> logging.LogRecord:
        record = make(*args, **named)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg = f"{_message(record)} kind={type(error).__name__} where={_places(error)}"
            record.args, record.exc_info = (), None
        return record

    made.__module__ = __name__
    return made


def _message(record: logging.LogRecord) -> str:
    """The words of a record; as they stand when its values do not fit them, which must not fail who only logs."""
    try:
        return record.getMessage().strip()
    except (TypeError, ValueError):
        return str(record.msg)


def configure(as_json: bool = False) -> None:
    """Set up the log once per process."""
    logging.raiseExceptions = False  # a line that cannot be written would be told with all words of the error it tells
    make = logging.getLogRecordFactory()
    if getattr(make, "__module__", "") != __name__:
        logging.setLogRecordFactory(_without_words(make))
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[_where, structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
