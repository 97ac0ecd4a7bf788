"""Walks through a record: every piece of text with its path and what it is (words, condition, id, address)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

CONDITION_MARK = "CEL over the case"
NOT_SHOWN = {"id", "url", "pattern", "shape", "breaks", "unless", "part", "parts", "unit", "operation", "kind"}
"""Fields that are never read by a merchant: ids, addresses, regular expressions, closed vocabularies."""


@dataclass(frozen=True)
class Leaf:
    """One value. `name` is the field's own name, `owner` the piece it belongs to."""

    path: str
    name: str
    value: Any
    owner: BaseModel
    condition: bool

    @property
    def words(self) -> str:
        """The text where it is meant for people, else nothing."""
        hidden = self.condition or self.name in NOT_SHOWN or not isinstance(self.value, str)
        return "" if hidden or not _has_chinese(self.value) else self.value


def leaves(piece: BaseModel, path: str = "") -> Iterator[Leaf]:
    """Every plain value below a record, depth first, lists and nested pieces opened."""
    for name, info in type(piece).model_fields.items():
        where = f"{path}.{name}" if path else name
        yield from _opened(getattr(piece, name), where, name, piece, is_condition(info))


def _opened(value: Any, path: str, name: str, owner: BaseModel, condition: bool) -> Iterator[Leaf]:
    if isinstance(value, BaseModel):
        yield from leaves(value, path)
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            yield from _opened(item, f"{path}.{place}", name, owner, condition)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _opened(item, f"{path}.{key}", name, owner, condition)
    elif value is not None:
        yield Leaf(path, name, value, owner, condition)


def is_condition(info: FieldInfo) -> bool:
    """Whether a field holds a CEL condition (its annotation carries the mark of `Condition`)."""
    return CONDITION_MARK in (info.description or "") or _marked(info.annotation)


def _marked(annotation: Any) -> bool:
    for argument in get_args(annotation):
        description = getattr(argument, "description", None)
        if (isinstance(description, str) and CONDITION_MARK in description) or _marked(argument):
            return True
    return False


def pieces(piece: BaseModel, path: str = "") -> Iterator[tuple[str, BaseModel]]:
    """The record itself and every piece within it, with paths."""
    yield path, piece
    for name in type(piece).model_fields:
        yield from _inner(getattr(piece, name), f"{path}.{name}" if path else name)


def _inner(value: Any, path: str) -> Iterator[tuple[str, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from pieces(value, path)
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            yield from _inner(item, f"{path}.{place}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _inner(item, f"{path}.{key}")


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
