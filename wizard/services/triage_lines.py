"""Triage for scripts: rows in, one JSON object per row out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from wizard.case import Case
from wizard.input_problems import explain
from wizard.services import judgement
from wizard.services.errors import Refused, refused


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file; raises `Refused` naming the line."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refused(str(path), f"读不了文件 {path}。", "请检查路径和编码（UTF-8）。") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, number)


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise refused(f"第 {number} 行", "不是有效的 JSON。") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise refused(f"第 {number} 行", "缺少文字字段 text。", '请写成 {"text": "…"}。')
    return row


def judge_line(row: dict[str, Any]) -> dict[str, Any]:
    """The judgement of one row as JSON values; raises `Refused` for answers or a text that cannot be used."""
    try:
        case = Case.model_validate({"narrative": row["text"], "triage_answers": row.get("answers") or {}})
    except ValidationError as error:
        raise Refused(explain(error, Case)) from error
    judged = judgement.triage(case)
    return {
        "scenario": judged.scenario,
        "secondary": list(judged.secondary),
        "ranking": [{"scenario": name, "probability": round(share, 4)} for name, share in judged.ranking],
        "reasons": [to_jsonable_python(reason) for reason in judged.reasons],
        "question": to_jsonable_python(judged.question),
        "way_out": judged.way_out,
    }
