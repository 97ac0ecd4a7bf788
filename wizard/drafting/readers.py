"""For whom the merchant's own words were written: what addresses one reader is not put to another unasked.

A demand or a paragraph in the merchant's own words belongs to the channel that was chosen when it was written
(`Case.written_for`; without a note, the channel chosen now). It is printed for readers of the same kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.case import Case
from wizard.drafting.draft import Draft, template_for
from wizard.knowledge.load import Pack


@dataclass(frozen=True)
class Unaddressed:
    """Own words not printed for a channel: their key in `Case.written_for`, and for which channel they were written."""

    key: str
    text: str
    written_for: str


def demand_key(demand_id: str) -> str:
    """The key of a demand in `Case.written_for`."""
    return f"demands-{demand_id}"


def wording_key(part: str) -> str:
    """The key of a rewritten paragraph in `Case.written_for`."""
    return f"wording-{part}"


def addresses(draft: Draft, key: str) -> bool:
    """Whether own words were written for a reader of the same kind as this document's."""
    return _same_reader(draft.case, draft.pack, key, draft.channel)


def _same_reader(case: Case, pack: Pack, key: str, channel: str) -> bool:
    written = case.written_for.get(key) or case.channel
    return not written or template_for(written, pack).audience == template_for(channel, pack).audience


def unaddressed(case: Case, pack: Pack, channel: str) -> list[Unaddressed]:
    """The merchant's own words that a document for a channel leaves out until somebody looks at them again."""
    own = {demand_key(demand.id): demand.text for demand in case.demands if demand.record is None}
    own |= {wording_key(part): text for part, text in case.wording.items()}
    return [
        Unaddressed(key, text.strip(), case.written_for.get(key) or case.channel or "")
        for key, text in own.items()
        if text.strip() and not _same_reader(case, pack, key, channel)
    ]


def noted(before: Case, after: Case, changed: list[str]) -> None:
    """Note in `after`, for which channel the own words that changed were written; those without a note keep theirs."""
    for key in _own_words(before):
        if before.channel and "channel" in changed:
            after.written_for.setdefault(key, before.channel)
    for path in changed:
        steps = path.split(".")
        if after.channel and len(steps) > 1 and steps[0] in ("demands", "wording") and steps[-1] != "amount":
            after.written_for[f"{steps[0]}-{steps[1]}"] = after.channel


def _own_words(case: Case) -> list[str]:
    return [demand_key(demand.id) for demand in case.demands] + [wording_key(part) for part in case.wording]
