"""A saved case that nobody changes any more, and answers about it that hold until what they were made from changes.

What the evidence lacks has nothing to do with the shop's telephone number. So while an answer is made the case itself
notes which of its fields are read; the answer holds for a later state of the case in which these are the same. Nobody
has to list beside the code what the code reads, which would sooner or later be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import PrivateAttr

from wizard.case import Case

T = TypeVar("T")
P = TypeVar("P")
Q = TypeVar("Q")
_FIELDS = frozenset(Case.model_fields)


@dataclass
class _Reads:
    """What an answer was made from: fields with their values, and what `derived` gave with how it is made."""

    fields: dict[str, Any] = field(default_factory=dict)
    derived: dict[Hashable, tuple[Callable[[Case], Any], Any]] = field(default_factory=dict)

    def add(self, more: _Reads) -> None:
        self.fields.update(more.fields)
        self.derived.update(more.derived)

    def same_in(self, case: Settled) -> bool:
        """Whether another state of the case reads the same; the newer values are kept, they are found sooner."""
        values = object.__getattribute__(case, "__dict__")
        for name, value in self.fields.items():
            if values[name] is not value and values[name] != value:
                return False
        if any(derived(case, key, make) != value for key, (make, value) in self.derived.items()):
            return False
        self.fields = {name: values[name] for name in self.fields}
        return True


_reading: ContextVar[_Reads | None] = ContextVar("_reading", default=None)


@dataclass
class Answers:
    """Answers about the states of one case, the newest of each."""

    kept: dict[Hashable, tuple[_Reads, Any]] = field(default_factory=dict)
    parts: dict[str, tuple[object, dict[int, tuple[Any, Any, Any]]]] = field(default_factory=dict)
    """What was made of single parts: within what, and by the part's identity the part, its place and what was made."""


class Settled(Case):
    """A state of a case that is never changed. Make it with `of`."""

    _answers: Answers = PrivateAttr(default_factory=Answers)
    _derived: dict[Hashable, tuple[Callable[[Case], Any], Any]] = PrivateAttr(default_factory=dict)

    @classmethod
    def of(cls, case: Case, earlier: Settled | None = None) -> Settled:
        """A state of a case; what was answered about an `earlier` one of the same case is used again."""
        settled = cls.model_construct(_fields_set=case.model_fields_set, **dict(case))
        if earlier is not None and earlier.id == case.id:
            settled._answers = earlier._answers
        return settled

    def __getattribute__(self, name: str) -> Any:
        """The value, noted for the answer that is being made. Whoever takes all of the case has read all of it."""
        value = super().__getattribute__(name)
        reads = _reading.get()
        if reads is not None:
            if name in _FIELDS:
                reads.fields[name] = value
            elif name == "__dict__":
                reads.fields.update((one, value[one]) for one in _FIELDS)
        return value

    def __copy__(self) -> Case:  # type: ignore[override]
        """A copy may be changed: it is an ordinary case."""
        return Case.model_construct(_fields_set=self.model_fields_set, **dict(self))

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Case:  # type: ignore[override]
        """Down to the last leaf; an ordinary case too."""
        return Case.model_construct(_fields_set=self.model_fields_set, **deepcopy(dict(self), memo))

    def answer(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave for a state that was the same where it looked.

        `make` may depend on nothing but this case and what `key` names; neither it nor the caller changes the answer.
        """
        with _aside(None):
            found = self._answers.kept.get(key)
            held = found is not None and found[0].same_in(self)
        if found is None or not held:
            reads = _Reads()
            with _aside(reads):
                found = reads, make()
            self._answers.kept[key] = found
        outer = _reading.get()
        if outer is not None:
            outer.add(found[0])
        answered: T = found[1]
        return answered


@contextmanager
def _aside(reads: _Reads | None) -> Iterator[None]:
    """Note reads here and not where they were noted until now."""
    token = _reading.set(reads)
    try:
        yield
    finally:
        _reading.reset(token)


def answered(case: Case, key: Hashable, make: Callable[[], T]) -> T:
    """`make()`, kept for a settled case: a part of an answer that may still hold where the rest of it does not."""
    return case.answer(key, make) if isinstance(case, Settled) else make()


def derived(case: Case, key: Hashable, make: Callable[[Case], T]) -> T:
    """`make(case)`: answers depend on what it gives and not on what it reads. Made once for a settled case.

    `key` tells apart what is derived; nobody changes what is given.
    """
    if not isinstance(case, Settled):
        return make(case)
    with _aside(None):
        made = case._derived
        if key not in made:
            made[key] = make, make(case)  # with what made it, whose parts `key` may name by their identity
        given: T = made[key][1]
    reads = _reading.get()
    if reads is not None:
        reads.derived[key] = make, given
    return given


def of_each(case: Case, what: str, within: object, parts: Iterable[tuple[P, Q]], make: Callable[[P, Q], T]) -> list[T]:
    """`make(part, place)` for each part of a case, given with its place among the others.

    States of a settled case share the parts that did not change. What was made of such a part last time is used again
    while its place and what surrounds them all (`within`) are equal; `make` may depend on nothing else.
    """
    if not isinstance(case, Settled):
        return [make(part, place) for part, place in parts]
    surroundings, known = case._answers.parts.get(what, (None, {}))
    if surroundings != within:
        known = {}
    made: list[tuple[Any, Any, Any]] = []
    for part, place in parts:
        found = known.get(id(part))  # the part is held beside what was made of it: its identity is not another's
        made.append(found if found is not None and found[1] == place else (part, place, make(part, place)))
    case._answers.parts[what] = within, {id(one[0]): one for one in made}
    return [result for _part, _place, result in made]
