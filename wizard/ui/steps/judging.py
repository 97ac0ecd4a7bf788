"""The judgements the step pages show, each made again only when something changed that it was made from."""

from __future__ import annotations

from typing import Any

from wizard.services import judgement
from wizard.ui import current


def triage() -> Any:
    """Which scenario it looks like, with reasons."""
    return judgement.triage(current.settled())


def assess() -> Any:
    """How complete the evidence is, for the chosen channel if there is one."""
    return judgement.assess(current.settled(), current.settled().channel)


def offers() -> Any:
    """What was read in the evidence and can be taken over."""
    return judgement.offers(current.settled())


def route() -> Any:
    """Where to send it, with reasons for and against."""
    return judgement.route(current.settled())


def claims() -> Any:
    """The stated facts that need proof."""
    return judgement.claims(current.settled())


def unfinished_calculations() -> Any:
    """Arithmetic that waits for an answer."""
    return judgement.unfinished_calculations(current.settled())


def calculations() -> Any:
    """Arithmetic that can be done with what is known."""
    return judgement.calculations(current.settled())


def problems() -> Any:
    """What contradicts itself or cannot be right."""
    return judgement.problems(current.settled())


def questions() -> Any:
    """The fact questions of this scenario."""
    return judgement.questions(current.settled())


def told() -> Any:
    """What the story says and the facts don't yet."""
    return judgement.told(current.settled())


def demands() -> Any:
    """What can be asked for."""
    return judgement.demands(current.settled())


def basis() -> Any:
    """Which articles fit, and why."""
    return judgement.basis(current.settled())


def tone(text: str) -> Any:
    """Wording that would read calmer otherwise."""
    return judgement.tone(text) if text.strip() else []


def document(channel: str) -> Any:
    """The letter for a channel."""
    return judgement.document(current.settled(), channel)


def rehearsal(channel: str) -> Any:
    """How a reviewer reads the letter in two minutes."""
    return judgement.rehearsal(current.settled(), channel)


def texts(channel: str) -> Any:
    """The text cut to the channel's own fields."""
    return judgement.texts(current.settled(), channel)


def tasks() -> Any:
    """The dated checklist."""
    return judgement.tasks(current.settled())


def next_moves() -> Any:
    """What to do about the newest reply."""
    return judgement.next_moves(current.settled())


def chosen_channel() -> str | None:
    """The channel the merchant chose, else the recommended one."""
    return current.settled().channel or route().recommended
