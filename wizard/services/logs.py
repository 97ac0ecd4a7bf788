"""The log: structured lines on standard error, without names, narratives or secrets."""

from __future__ import annotations

import sys
from typing import Any

import structlog


def log() -> Any:
    """The logger. Pass ids and kinds of errors, never what people wrote."""
    return structlog.get_logger("wizard")


def configure(as_json: bool = False) -> None:
    """Set up the log once per process."""
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
