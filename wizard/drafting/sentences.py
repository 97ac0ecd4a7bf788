"""Sentences with named slots: filled whole or not printed at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wizard.knowledge.conditions import View, holds
from wizard.knowledge.records.wording import Sentence

_SLOT = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[\[(.+?)\]\]")
ENDS = "。！？!?"
_SPACED_UNIT = re.compile(r"(?<=\d) (?=[元天个单次])")
_PAUSES = "，、；：,;:"
_INSIDE = r"(?:[^。！？!?\n]|[!?](?=[!-~]))"  # a question mark within an address ends no sentence
_SENTENCE = re.compile(rf"{_INSIDE}*(?:[。！？]|[!?](?![!-~]))+[”』）)]?(?:（证据[^（）\n]*）)?|{_INSIDE}+")
Slots = Mapping[str, str]


def fill(text: str, slots: Slots) -> str | None:
    """The text with its slots filled, or `None` when one has no data; `[[…]]` without data is left out.

    Values are put in once and never read again, so braces in a merchant's own words stay what they are.
    """
    kept = _OPTIONAL.sub(lambda found: found[1] if _has_all(found[1], slots) else "", text)
    if not _has_all(kept, slots):
        return None
    return _SLOT.sub(lambda found: slots[found[1]], kept)


def compact(text: str) -> str:
    """Numbers close to their unit, as formal letters write them: `12,000.00元`, `4天`."""
    return _SPACED_UNIT.sub("", text)


def _has_all(text: str, slots: Slots) -> bool:
    return all(slots.get(name) for name in _SLOT.findall(text))


def rendered(sentences: Iterable[Sentence], slots: Slots, view: View) -> list[str]:
    """The sentences whose condition holds and whose slots have data, in order."""
    lines = (fill(sentence.text, slots) for sentence in sentences if holds(sentence.when, view) is True)
    return [tidy(line) for line in lines if line]


def first_rendered(sentences: Iterable[Sentence], slots: Slots, view: View) -> str:
    """The first sentence that can be rendered, or nothing."""
    return next(iter(rendered(sentences, slots, view)), "")


def closed(text: str) -> str:
    """Text that ends as a sentence does; empty stays empty."""
    text = text.strip().rstrip(_PAUSES + " ")
    if not text or text[-1] in ENDS or (text[-1] in "”』" and text[-2:-1] in ENDS):
        return text
    return text + "。"


def open_ended(text: str) -> str:
    """A person's words as they fit inside a sentence: one line, no closing stop."""
    return " ".join(text.split()).rstrip("。．." + _PAUSES + " ")


def tidy(text: str) -> str:
    """Doubled stops, pauses and quotation marks that arise where a person's words meet ours are made one."""
    text = re.sub(r"[，、；]+([。；！？])", r"\1", text)
    text = re.sub(r"([“”])\1", r"\1", text)
    text = re.sub(r"。{2,}", "。", text)
    return re.sub(r"([！？])。", r"\1", text)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its closing mark; line breaks separate too."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
