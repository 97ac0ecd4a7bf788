"""The log: structured lines on standard error, without names, narratives or secrets."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from wizard.services.log_records import places, tell_without_words


def log() -> Any:
    """The logger. Pass ids and kinds of errors, never what people wrote."""
    return structlog.get_logger("wizard")


def _where(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error as the places it came through: its words may hold what people wrote, so they stay out of the log."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["where"] = places(error)
    return event


def configure(as_json: bool = False) -> None:
    """Set up the log once per process."""
    tell_without_words(as_json)
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[_where, structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
