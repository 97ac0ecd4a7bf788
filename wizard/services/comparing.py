"""What changed between two versions of a package, in a few plain lines."""

from __future__ import annotations

from typing import Any

from wizard.case import Case

_LISTS = ("timeline", "identifiers", "losses", "attempts", "exhibits", "demands", "receipts", "replies")
_WHOLE = ("narrative", "scenario", "secondary", "shop", "respondent", "answers", "channel", "wording", "cited")
_MADE_HERE = {"pages": None, "seconds": None, "width": None, "height": None, "findings": (), "readout": None}
_TITLES = {"cited": "引用的依据", "answers": "事实问答"}


def changes_between(before: Case, after: Case) -> list[str]:
    """One line for each part of the case that differs; empty when nothing the package shows has changed."""
    lines = [f"{_title(name)}有修改" for name in _WHOLE if getattr(before, name) != getattr(after, name)]
    for name in _LISTS:
        if line := _list_line(_title(name), getattr(before, name), getattr(after, name)):
            lines.append(line)
    return lines


def changes_to_read(before: Case, after: Case) -> list[str]:
    """The same for somebody who has read it: what this system reads out of the files by itself is no change."""
    return changes_between(_as_written(before), _as_written(after))


def _as_written(case: Case) -> Case:
    exhibits = [one.model_copy(update=dict(_MADE_HERE)) for one in case.exhibits]
    return case.model_copy(update={"exhibits": exhibits})


def _title(name: str) -> str:
    return _TITLES.get(name) or Case.model_fields[name].title or name


def _list_line(title: str, before: list[Any], after: list[Any]) -> str:
    old, new = {part.id: part for part in before}, {part.id: part for part in after}
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    edited = sum(old[key] != new[key] for key in old.keys() & new.keys())
    counts = (("新增", added), ("删去", gone), ("修改", edited))
    words = "、".join(f"{verb} {count} 项" for verb, count in counts if count)
    if not words and list(old) != list(new):
        words = "调整了顺序"
    return f"{title}:{words}" if words else ""
