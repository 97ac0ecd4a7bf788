"""Corrections (更正): what an administrator puts in place of facts that change often, with source, day and name.

Only telephone numbers, menu paths, limits, steps nobody verified and periods without a law behind them can be
corrected; law never. A corrected fact carries its correction in its own words, so that it is shown as such wherever
it is printed. When the pack itself says something new at that place, the correction is set aside until somebody looks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wizard.knowledge.load import CORRECTED, Pack, as_written
from wizard.knowledge.pack import Topic
from wizard.knowledge.records.base import Confidence, Piece, Record, Step, TimeLimit, VolatileFact
from wizard.knowledge.records.channels import AttachmentLimit, FormField
from wizard.knowledge.shown import shown_day

TOPICS = ("channels", "procedures", "penalties", "evidence_kinds")
VALUE_OF: dict[type[Piece], str] = {
    VolatileFact: "value",
    FormField: "max_chars",
    AttachmentLimit: "max_count",
    TimeLimit: "text",
    Step: "text",
}
"""What of a piece can be corrected."""
NUMBERS = ("max_chars", "max_count")
NO_LIMIT = "无"


@dataclass(frozen=True)
class Correction:
    """One correction. `place` is `topic:record#piece`; `instead_of` what the pack said there; `by` a person's name."""

    place: str
    value: str
    source: str
    checked_on: dt.date
    by: str
    instead_of: str = ""
    platform: str = "pinduoduo"

    @property
    def note(self) -> str:
        """Who corrected it, when, by which source."""
        return f"{self.by}于{shown_day(self.checked_on)}核对更正，来源：{self.source}"


@dataclass(frozen=True)
class Fact:
    """One fact that can be corrected. `number`: its value is a whole number, `无` for none."""

    place: str
    record: str
    label: str
    value: str
    number: bool
    source: str = ""
    confidence: Confidence = Confidence.VERIFIED_SECONDARY
    how_to_check: str = ""


class CorrectedPack(Pack):
    """A pack with corrections in it; everything else is the pack's own, read once for both."""

    def __init__(self, original: Pack, corrections: Sequence[Correction]) -> None:
        """Take the pack as written and the corrections that fit it."""
        super().__init__(original.folder)
        self.original = original
        self.corrections = tuple(corrections)

    def _topic(self, name: str) -> Any:
        mine = {one.place: one for one in self.corrections if one.place.startswith(f"{name}:")}
        topic = getattr(self.original, name)
        if not mine:
            return topic
        return Topic((_record(name, record, mine) for record in topic.values()), self.redirects.get(name))

    @cached_property
    def version(self) -> str:
        """The pack's version, how many corrections are in it, and a fingerprint of them."""
        content = repr(
            sorted((one.place, one.value, one.source, str(one.checked_on), one.by) for one in self.corrections)
        )
        digest = hashlib.sha256(content.encode()).hexdigest()[:6]
        return f"{self.original.version}+更正{len(self.corrections)}-{digest}"


def _topic_property(name: str) -> cached_property[Any]:
    prop: cached_property[Any] = cached_property(lambda pack: pack._topic(name))
    prop.__set_name__(CorrectedPack, name)
    return prop


for _name, _value in list(vars(Pack).items()):
    if isinstance(_value, cached_property) and _name != "version":
        setattr(CorrectedPack, _name, _topic_property(_name))


def facts(pack: Pack) -> dict[str, Fact]:
    """Every fact of a pack that can be corrected, by place, in the pack's order."""
    return {fact.place: fact for topic in TOPICS for record in _records(pack, topic) for fact in _facts(topic, record)}


def _records(pack: Pack, topic: str) -> Iterable[Record]:
    found: Iterable[Record] = getattr(pack, topic).values()
    return found


def _facts(topic: str, record: Record) -> Iterator[Fact]:
    for where, piece in _pieces(record):
        name = VALUE_OF[type(piece)]
        value = getattr(piece, name)
        yield Fact(
            place=f"{topic}:{record.id}#{where}",
            record=str(getattr(record, "name", record.id)),
            label=_label(where, piece),
            value=NO_LIMIT if value is None else str(value),
            number=name in NUMBERS,
            source=str(getattr(piece, "source", "")),
            confidence=getattr(piece, "confidence", record.confidence),
            how_to_check=str(getattr(piece, "how_to_check", "")),
        )


def _label(where: str, piece: Piece) -> str:
    if isinstance(piece, Step):
        return f"第 {int(where.rpartition('.')[2]) + 1} 步"
    suffix = {"max_chars": "（字数上限）", "max_count": "（个数上限）"}.get(VALUE_OF[type(piece)], "")
    return f"{getattr(piece, 'label', where)}{suffix}"


def _pieces(record: Record) -> Iterator[tuple[str, Piece]]:
    """The correctable pieces of a record, each with its place in it: by id, steps by number from 0."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Piece) and _may_change(value):
            yield name, value
        elif isinstance(value, tuple):
            yield from ((f"{name}.{key}", one) for key, one in _keyed(value) if _may_change(one))


def _keyed(pieces: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    return ((str(getattr(piece, "id", place)), piece) for place, piece in enumerate(pieces))


def _may_change(piece: Any) -> bool:
    """Whether it rests on no law and on no text that was read: those are not for an administrator to change."""
    if type(piece) not in VALUE_OF:
        return False
    if isinstance(piece, TimeLimit):
        return not piece.basis and piece.amount is None
    return not (isinstance(piece, Step) and piece.confidence is Confidence.VERIFIED)


def _record(topic: str, record: Record, mine: Mapping[str, Correction]) -> Record:
    changed: dict[str, Any] = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        new = _changed(value, f"{topic}:{record.id}#{name}", mine)
        if new is not value:
            changed[name] = new
    return record.model_copy(update=changed) if changed else record


def _changed(value: Any, where: str, mine: Mapping[str, Correction]) -> Any:
    if isinstance(value, Piece):
        return _corrected(value, mine[where]) if where in mine else value
    if isinstance(value, tuple) and any(f"{where}.{key}" in mine for key, _ in _keyed(value)):
        return tuple(_changed(piece, f"{where}.{key}", mine) for key, piece in _keyed(value))
    return value


def _corrected(piece: Piece, by: Correction) -> Piece:
    """The piece with the new value; what is not a number says in its own words that and by whom it was corrected."""
    name = VALUE_OF[type(piece)]
    update: dict[str, Any] = {"confidence": Confidence.VERIFIED_SECONDARY, "source": by.source}
    if name in NUMBERS:
        shown = "help" if isinstance(piece, FormField) else "how_to_check"
        update |= {name: limit_of(by.value), shown: _with_note(getattr(piece, shown), by, "上限由")}
    else:
        update[name] = _with_note(by.value, by)
    fields = type(piece).model_fields
    return piece.model_copy(update={key: value for key, value in update.items() if key in fields})


def limit_of(value: str) -> int | None:
    """A limit as a number; `None` for 无. Raises `ValueError` for anything else."""
    if value.strip() == NO_LIMIT:
        return None
    number = int(value)
    if not 0 < number < 10_000_000:
        raise ValueError(value)
    return number


def _with_note(text: str, by: Correction, lead: str = "") -> str:
    stop = "。" if text.endswith("。") else ""
    return f"{text.removesuffix('。')}（{lead}{by.note}）{stop}"


def fits(pack: Pack, correction: Correction) -> bool:
    """Whether the pack still says at this place what the correction replaced."""
    fact = facts(pack).get(correction.place)
    return fact is not None and fact.value == correction.instead_of


_used: tuple[Correction, ...] = ()


def in_force() -> tuple[Correction, ...]:
    """The corrections this process works with."""
    return _used


def use(corrections: Iterable[Correction]) -> None:
    """Let `load` give packs with these corrections from now on; those that no longer fit their pack are left out."""
    global _used
    wanted = tuple(corrections)
    if wanted == _used:
        return
    _used = wanted
    CORRECTED.clear()
    for platform in {one.platform for one in wanted}:
        original = as_written(platform)
        fitting = [one for one in wanted if one.platform == platform and fits(original, one)]
        if fitting:
            CORRECTED[platform] = CorrectedPack(original, fitting)
