"""Paths into a case, such as `shop.name`, `timeline.<id>.what`, `answers.penalty_amount`: values and field titles.

A path names one field the way `services.cases.Change` does; elements of lists are found by their id.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wizard.case import SHORT_TEXT_MAX, Case


@dataclass(frozen=True)
class About:
    """What the model says about a field: its words and the limit of its length in characters."""

    title: str
    description: str = ""
    limit: int = SHORT_TEXT_MAX


def value_at(tree: Mapping[str, Any], path: str) -> Any:
    """The JSON value at `path` in a dumped case; None where there is nothing (also for an unknown list element)."""
    here: Any = tree
    for step in path.split("."):
        here = _down(here, step)
        if here is None:
            return None
    return here


def _down(here: Any, step: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if isinstance(here, list):
        return next((part for part in here if isinstance(part, Mapping) and part.get("id") == step), None)
    return None


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The paths of the fields in which two dumped cases differ; a list in which elements came, went or moved is one."""
    names = before.keys() | after.keys()
    return {path for name in names for path in _differing(name, before.get(name), after.get(name))}


def _differing(path: str, before: Any, after: Any) -> set[str]:
    if before == after:
        return set()
    if _is_same_list(before, after):
        before, after = ({part["id"]: part for part in held} for held in (before, after))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {f"{path}.{inner}" for inner in differing(before, after)}
    return {path}


def _is_same_list(before: Any, after: Any) -> bool:
    """Whether both are lists of the same elements."""
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    ids = [[part.get("id") if isinstance(part, Mapping) else None for part in held] for held in (before, after)]
    return ids[0] == ids[1] and None not in ids[0]


def about(path: str) -> About:
    """Title, description and length limit of the field at `path`; raises `KeyError` for a path no case has."""
    return _described(Case, path.split("."), path)


def _described(model: type[BaseModel], steps: list[str], path: str) -> About:
    field = model.model_fields.get(steps[0])
    if field is None:
        raise KeyError(f"案件里没有字段 {path}")
    rest = steps[2:] if _is_list(field.annotation) else steps[1:]
    if not rest:
        return _about(field)
    inner = _model_of(field.annotation)
    if inner is None:  # a dict such as answers: the words belong to the question, not to the case
        return About("", "", _limit(field))
    return _described(inner, rest, path)


def _about(field: FieldInfo) -> About:
    return About(field.title or "", field.description or "", _limit(field))


def _limit(field: FieldInfo) -> int:
    for piece in _metadata(field):
        limit = getattr(piece, "max_length", None)
        if isinstance(limit, int):
            return limit
    return SHORT_TEXT_MAX


def _metadata(field: FieldInfo) -> list[Any]:
    pieces: list[Any] = list(field.metadata)
    for argument in typing.get_args(field.annotation):
        for piece in getattr(argument, "__metadata__", ()):
            pieces += getattr(piece, "metadata", [piece])
    return pieces


def _is_list(annotation: Any) -> bool:
    return typing.get_origin(annotation) is list


def _model_of(annotation: Any) -> type[BaseModel] | None:
    candidates = [annotation, *typing.get_args(annotation)]
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)
