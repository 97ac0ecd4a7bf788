"""Changes of single fields of a case, merged field by field, so that two people never overwrite each other silently.

A change names a field by a dotted path (list elements by their id: `timeline.1a2b3c4d.what`), says which value its
author saw (`base`) and which it shall become (`value`); both are plain JSON values. A change lands when the field
still holds `base`; otherwise it is a conflict and nothing is overwritten. A value the model refuses is a problem in
plain Chinese and is never saved; the other changes land all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from wizard.case import Case, Part
from wizard.input_problems import Problem, explain

LISTS_OF_PARTS = ("timeline", "identifiers", "losses", "attempts", "exhibits", "demands", "receipts", "replies")
FREELY_ADDED = tuple(name for name in LISTS_OF_PARTS if name != "exhibits")
_SET_WHOLE = ("outcome",)  # parts that are there or not; all others change field by field
# What a person cannot type: identity, what the inspection of a file found, what signing and building made.
_FIXED = re.compile(
    r"^(schema_version|id|reference|platform|created_at|updated_at|signature(\..*)?|packages(\..*)?|bundles"
    r"|exhibits\.[^.]+\.(sha256|size|media_type|received_at|origin|pages|seconds|width|height|findings|readout)"
    r"|[^.]+\.[^.]+\.id)$"
)


@dataclass(frozen=True)
class Change:
    """One field of a case: where, what its author saw, what it shall become. `None` clears."""

    path: str
    base: Any
    value: Any


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else (`by`, a name) changed since `base`: both values, nothing overwritten."""

    path: str
    mine: Any
    theirs: Any
    by: str = ""


@dataclass(frozen=True)
class Applied:
    """What became of changes: the new case, the refused values, the conflicts, and the paths that really changed."""

    case: Case
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class UnknownPath(LookupError):
    """A path that names no field which may be changed."""


@dataclass
class _Place:
    """Where a path leads: a field of a part, or a key of one of its mappings."""

    part: BaseModel
    name: str
    key: str | None = None

    @property
    def info(self) -> FieldInfo:
        return type(self.part).model_fields[self.name]

    def current(self) -> Any:
        """The value now, as the model holds it."""
        value = getattr(self.part, self.name)
        return value if self.key is None else value.get(self.key)

    def shown(self) -> Any:
        """The value now, as plain JSON."""
        value = self.part.model_dump(mode="json", include={self.name})[self.name]
        return value if self.key is None else value.get(self.key)

    def validated(self, value: Any) -> Any:
        """`value` as the model would hold it; raises pydantic's `ValidationError`."""
        return _Place(self._with(value), self.name, self.key).current()

    def assign(self, value: Any) -> None:
        """Put an already validated value in place."""
        setattr(self.part, self.name, getattr(self._with(value), self.name))

    def _with(self, value: Any) -> BaseModel:
        probe = self.part.model_copy()
        probe.__pydantic_validator__.validate_assignment(probe, self.name, self._whole(value))
        return probe

    def _whole(self, value: Any) -> Any:
        if self.key is not None:
            rest = {key: held for key, held in getattr(self.part, self.name).items() if key != self.key}
            return rest if value is None else {**getattr(self.part, self.name), self.key: value}
        return self._cleared() if value is None else value

    def _cleared(self) -> Any:
        return None if self.info.is_required() else self.info.get_default(call_default_factory=True)


def _place(case: Case, path: str) -> _Place:
    """Follow a path; raises `UnknownPath` when it names nothing, or nothing a person may change."""
    steps = path.split(".")
    if _FIXED.match(path) or not 1 <= len(steps) <= 3:
        raise UnknownPath(path)
    part, rest = _descend(case, steps, path)
    name = rest[0]
    if name not in type(part).model_fields:
        raise UnknownPath(path)
    return _ending(part, name, rest[1:], path)


def has_place(case: Case, path: str) -> bool:
    """Whether a path names a field of this case that may be changed; not so once its line or exhibit was removed."""
    try:
        _place(case, path)
    except UnknownPath:
        return False
    return True


def _descend(case: Case, steps: list[str], path: str) -> tuple[BaseModel, list[str]]:
    held = getattr(case, steps[0], None) if steps[0] in Case.model_fields else None
    if isinstance(held, Part) and len(steps) > 1:
        return held, steps[1:]
    if isinstance(held, Part) and steps[0] not in _SET_WHOLE:
        raise UnknownPath(path)
    if steps[0] in LISTS_OF_PARTS:
        return _element(held, steps, path), steps[2:]
    return case, steps


def _element(parts: Any, steps: list[str], path: str) -> BaseModel:
    if len(steps) == 3:
        for part in parts:
            if part.id == steps[1]:
                return part  # type: ignore[no-any-return]
    raise UnknownPath(path)


def _ending(part: BaseModel, name: str, keys: list[str], path: str) -> _Place:
    is_mapping = isinstance(getattr(part, name), dict)
    if is_mapping != (len(keys) == 1) or len(keys) > 1:
        raise UnknownPath(path)
    return _Place(part, name, keys[0] if keys else None)


def apply_changes(case: Case, changes: Iterable[Change]) -> Applied:
    """Apply changes to a copy of `case`; order does not matter for changes of different fields.

    What no change touches is shared with `case`: a copy to the last leaf costs more than the rest of a save.
    """
    applied = Applied(with_own_lists(case))
    for change in changes:
        _apply(applied, change)
    return applied


def _apply(applied: Applied, change: Change) -> None:
    try:
        place = _place(applied.case, change.path)
    except UnknownPath:
        applied.problems.append(_gone(change.path))
        return
    try:
        wanted = place.validated(change.value)
    except ValidationError as error:
        applied.problems.append(replace(explain(error, type(place.part))[0], field=change.path))
        return
    _land(applied, place, change, wanted)


def with_own_lists(case: Case) -> Case:
    """A copy with lists and mappings of its own, to be changed; the parts in them are still those of `case`."""
    return case.model_copy(update={name: copy(held) for name, held in case if isinstance(held, list | dict)})


def _own(case: Case, path: str) -> _Place:
    """The place of a path, in a part that belongs to `case` alone."""
    name, _, rest = path.partition(".")
    held = getattr(case, name)
    if isinstance(held, Part):
        setattr(case, name, held.model_copy())
    elif name in LISTS_OF_PARTS:
        own_part(case, name, rest.partition(".")[0])
    return _place(case, path)


def own_part(case: Case, list_name: str, part_id: str) -> Any:
    """An element of a list of the case, now of this case alone and to be changed; `None` when there is no such."""
    parts = [part.model_copy() if part.id == part_id else part for part in getattr(case, list_name)]
    setattr(case, list_name, parts)
    return next((part for part in parts if part.id == part_id), None)


def _land(applied: Applied, place: _Place, change: Change, wanted: Any) -> None:
    current, base = place.current(), _lenient(place, change.base)
    if wanted in (current, base):
        return
    if base != current and not _both_empty(base, current):
        applied.conflicts.append(Conflict(change.path, change.value, place.shown()))
        return
    _own(applied.case, change.path).assign(change.value)
    applied.changed.append(change.path)


def _both_empty(one: Any, other: Any) -> bool:
    """Whether both are nothing: a box shows an unanswered question as an empty text."""
    return one in (None, "", []) and other in (None, "", [])


def _lenient(place: _Place, base: Any) -> Any:
    """The base in the model's form, so that `5` and `"5.00"` are the same amount; an invalid base stays as it is."""
    try:
        return place.validated(base)
    except ValidationError:
        return base


def _gone(path: str) -> Problem:
    return Problem(path, "找不到这一项，可能已被同事删除，或不允许直接修改。", "请刷新页面，看看最新内容。")


def add_part(case: Case, list_name: str, values: Mapping[str, Any]) -> Applied:
    """Append an element to a list of the case.

    Fields the model refuses are left out and named; when one of them is required, nothing is added. A repeated `id`
    adds nothing, so a request may safely be sent twice.
    """
    opened = with_own_lists(case)
    if list_name not in FREELY_ADDED:
        return Applied(opened, [_gone(list_name)])
    parts: list[Any] = getattr(opened, list_name)
    if any(part.id == values.get("id") for part in parts):
        return Applied(opened)
    if full := _full(list_name, len(parts)):
        return Applied(opened, [full])
    return _appended(opened, list_name, values)


def part_type(list_name: str) -> type[Part]:
    """The type of the elements of a list of the case, such as `Event` for `timeline`."""
    annotation: Any = Case.model_fields[list_name].annotation
    element: type[Part] = annotation.__args__[0]
    return element


def _appended(opened: Case, list_name: str, values: Mapping[str, Any]) -> Applied:
    element = part_type(list_name)
    try:
        part, problems = element.model_validate(dict(values)), []
    except ValidationError as error:
        problems = explain(error, element)
        refused = {problem.field.split(".")[0] for problem in problems}
        try:
            part = element.model_validate({key: value for key, value in values.items() if key not in refused})
        except ValidationError:
            return Applied(opened, [replace(problem, field=f"{list_name}.{problem.field}") for problem in problems])
    getattr(opened, list_name).append(part)
    path = f"{list_name}.{part.id}"  # type: ignore[attr-defined]
    return Applied(opened, [replace(problem, field=f"{path}.{problem.field}") for problem in problems], [], [path])


def _full(list_name: str, length: int) -> Problem | None:
    info = Case.model_fields[list_name]
    limits = [getattr(rule, "max_length", None) for rule in info.metadata]
    limit = next((limit for limit in limits if limit is not None), None)
    if limit is None or length < limit:
        return None
    return Problem(list_name, f"「{info.title}」最多 {limit} 条，已经满了。", "请合并或删去几条，再添加。")


def remove_part(case: Case, list_name: str, part_id: str) -> Applied:
    """Take an element out of a list; one that is already gone is no problem."""
    opened = with_own_lists(case)
    parts: list[Any] = getattr(opened, list_name)
    kept = [part for part in parts if part.id != part_id]
    changed = [f"{list_name}.{part_id}"] if len(kept) < len(parts) else []
    setattr(opened, list_name, kept)
    return Applied(opened, changed=changed)


def move_part(case: Case, list_name: str, part_id: str, by: int) -> Applied:
    """Move an element `by` places (negative: towards the start), stopping at either end."""
    opened = with_own_lists(case)
    parts: list[Any] = getattr(opened, list_name)
    here = next((place for place, part in enumerate(parts) if part.id == part_id), None)
    if here is None:
        return Applied(opened, [_gone(f"{list_name}.{part_id}")])
    there = min(max(here + by, 0), len(parts) - 1)
    parts.insert(there, parts.pop(here))
    return Applied(opened, changed=[f"{list_name}.{part_id}"] if here != there else [])
