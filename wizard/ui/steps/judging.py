"""The judgements the step pages show, each made once per version of the case."""

from __future__ import annotations

from typing import Any

from wizard.services import judgement
from wizard.ui import current


def triage() -> Any:
    """Which scenario it looks like, with reasons."""
    return current.judged("triage", lambda: judgement.triage(current.case()))


def assess() -> Any:
    """How complete the evidence is, for the chosen channel if there is one."""
    return current.judged("assess", lambda: judgement.assess(current.case(), current.case().channel))


def offers() -> Any:
    """What was read in the evidence and can be taken over."""
    return current.judged("offers", lambda: judgement.offers(current.case()))


def route() -> Any:
    """Where to send it, with reasons for and against."""
    return current.judged("route", lambda: judgement.route(current.case()))


def claims() -> Any:
    """The stated facts that need proof."""
    return current.judged("claims", lambda: judgement.claims(current.case()))


def unfinished_calculations() -> Any:
    """Arithmetic that waits for an answer."""
    return current.judged("unfinished", lambda: judgement.unfinished_calculations(current.case()))


def calculations() -> Any:
    """Arithmetic that can be done with what is known."""
    return current.judged("calculations", lambda: judgement.calculations(current.case()))


def problems() -> Any:
    """What contradicts itself or cannot be right."""
    return current.judged("problems", lambda: judgement.problems(current.case()))


def questions() -> Any:
    """The fact questions of this scenario."""
    return current.judged("questions", lambda: judgement.questions(current.case()))


def told() -> Any:
    """What the story says and the facts don't yet."""
    return current.judged("told", lambda: judgement.told(current.case()))


def demands() -> Any:
    """What can be asked for."""
    return current.judged("demands", lambda: judgement.demands(current.case()))


def basis() -> Any:
    """Which articles fit, and why."""
    return current.judged("basis", lambda: judgement.basis(current.case()))


def tone(text: str) -> Any:
    """Wording that would read calmer otherwise."""
    return current.judged(f"tone:{hash(text)}", lambda: judgement.tone(text)) if text.strip() else []


def document(channel: str) -> Any:
    """The letter for a channel."""
    return current.judged(f"document:{channel}", lambda: judgement.document(current.case(), channel))


def rehearsal(channel: str) -> Any:
    """How a reviewer reads the letter in two minutes."""
    return current.judged(f"rehearsal:{channel}", lambda: judgement.rehearsal(current.case(), channel))


def texts(channel: str) -> Any:
    """The text cut to the channel's own fields."""
    return current.judged(f"texts:{channel}", lambda: judgement.texts(current.case(), channel))


def tasks() -> Any:
    """The dated checklist."""
    return current.judged("tasks", lambda: judgement.tasks(current.case()))


def next_moves() -> Any:
    """What to do about the newest reply."""
    return current.judged("next_moves", lambda: judgement.next_moves(current.case()))


def chosen_channel() -> str | None:
    """The channel the merchant chose, else the recommended one."""
    return current.case().channel or route().recommended
