"""How the command line speaks: JSON on standard output, words on standard error."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer
from pydantic_core import to_jsonable_python

NO = 1
BAD_INPUT = 2
OUR_MISTAKE = 3


def jsonable(value: Any) -> Any:
    """Dataclasses, models, dates and amounts as plain JSON values."""
    return to_jsonable_python(value)


def show(value: Any) -> None:
    """One result, readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def show_line(value: Any) -> None:
    """One of several results, a line each."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def note(words: str) -> None:
    """A message for the person."""
    sys.stderr.write(words + "\n")


def fail(words: str) -> NoReturn:
    """Bad input: say what and end with code 2."""
    note(words)
    raise typer.Exit(BAD_INPUT)


def answer_no() -> NoReturn:
    """The answer is "no" (altered, incomplete): end with code 1."""
    raise typer.Exit(NO)


def write_file(path: Path, content: bytes) -> None:
    """Write a result to a file; ends with code 2 when that cannot be."""
    try:
        path.write_bytes(content)
    except OSError:
        fail(f"写不了文件 {path}。请检查目录是否存在、能否写入、磁盘是否已满。")


def day_of(option: str, value: str | None) -> dt.date | None:
    """The day of an option; ends with code 2 when it is none."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        fail(f"{option}:{value!r} 不是有效的日期，请按 2026-11-22 的样子填写。")
