"""Labelled texts: the fitting part and the part kept unseen, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from wizard.triage.model import OUT

TRAIN, HELD_OUT = "train.jsonl", "held_out.jsonl"


@dataclass(frozen=True)
class Row:
    """One text with what it is about. `author` is the voice it was written in; voices are never split."""

    text: str
    scenario: str
    author: str
    secondary: tuple[str, ...] = ()
    way_out: str = ""

    @property
    def label(self) -> str:
        """The model's label: the scenario, or the kind of out_of_scope."""
        return f"{OUT}/{self.way_out}" if self.scenario == OUT else self.scenario


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSONL file; raises `ValueError` naming the line that cannot be used."""
    rows: list[Row] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            values = json.loads(line)
            rows.append(Row(**{**values, "secondary": tuple(values.get("secondary", ()))}))
        except (json.JSONDecodeError, TypeError) as error:
            raise ValueError(f"{path.name} 第 {number} 行不能用：{error}") from error
    return rows
