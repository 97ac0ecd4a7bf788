"""What the product thinks of a case: scenario, questions, evidence, channel, wording, tasks.

Pure functions of a case and a day, joined here because the parts below do not know each other. Answers are kept, so
that a page may ask as often as it likes: for a settled case until something changes that they were made from, for one
that may still be changed by its content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from wizard.case import Case, now
from wizard.knowledge.load import Pack, load
from wizard.settled_case import Settled

if TYPE_CHECKING:
    from wizard.document import Document
    from wizard.drafting import ChannelText, Cited, ToneFinding, Unaddressed
    from wizard.drafting.rehearsal import Rehearsal
    from wizard.evidence import Assessment, Claim, Offer
    from wizard.facts import Calculated, Problem, Told, Unfinished
    from wizard.followup import Task
    from wizard.knowledge.records.questions import Question
    from wizard.routing import Routing
    from wizard.triage import Judgement

R = TypeVar("R")
_KEPT = 1000
_memory: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_lock = threading.Lock()


def pack(case: Case | None = None) -> Pack:
    """The knowledge pack of a case's platform."""
    return load(case.platform if case else "pinduoduo")


def today() -> dt.date:
    """The Chinese calendar day."""
    return now().date()


def _kept(what: str, case: Case, day: dt.date | None, answer: Callable[[dt.date], R], *more: str) -> R:
    """The answer for this case on this day, made once."""
    day = day or today()
    if isinstance(case, Settled):
        return case.answer((what, day, pack(case).version, *more), lambda: answer(day))
    content = hashlib.sha256(case.model_dump_json().encode()).hexdigest()
    return _remembered((what, content, day.isoformat(), pack(case).version, *more), lambda: answer(day))


def _remembered(key: tuple[str, ...], make: Callable[[], R]) -> R:
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            found: R = _memory[key]
            return found
    made = make()
    with _lock:
        _memory[key] = made
        while len(_memory) > _KEPT:
            _memory.popitem(last=False)
    return made


def triage(case: Case) -> Judgement:
    """Which scenario the narrative and the answers look like, with reasons and the next best question."""
    from wizard.triage import judge

    answers = case.triage_answers
    key = ("triage", case.platform, case.narrative, *(f"{name}={value}" for name, value in sorted(answers.items())))
    return _remembered(key, lambda: judge(case.narrative, answers, pack(case)))


def questions(case: Case, day: dt.date | None = None) -> list[Question]:
    """The fact questions this case needs."""
    from wizard.facts import questions_for

    return _kept("questions", case, day, lambda on: questions_for(case, pack(case), on))


def told(case: Case, day: dt.date | None = None) -> Told:
    """What the story says and the facts don't yet: days, amounts, numbers."""
    from wizard.facts import told as find

    return _kept("told", case, day, lambda _on: find(case, pack(case)))


def problems(case: Case, day: dt.date | None = None) -> list[Problem]:
    """What contradicts itself or cannot be right."""
    from wizard.facts import problems as find

    return _kept("problems", case, day, lambda on: find(case, pack(case), on))


def calculations(case: Case, day: dt.date | None = None) -> list[Calculated]:
    """Arithmetic that can be done with what is known, with its basis."""
    from wizard.facts import calculations as calculate

    return _kept("calculations", case, day, lambda on: calculate(case, pack(case), on))


def unfinished_calculations(case: Case, day: dt.date | None = None) -> list[Unfinished]:
    """Arithmetic that was begun and waits for an answer, with the questions it waits for."""
    from wizard.facts import unfinished

    return _kept("unfinished", case, day, lambda on: unfinished(case, pack(case), on))


def claims(case: Case, day: dt.date | None = None) -> list[Claim]:
    """The stated facts that need proof, with the exhibits that prove them."""
    from wizard.evidence import claims as find

    return _kept("claims", case, day, lambda _on: find(case, pack(case)))


def offers(case: Case, day: dt.date | None = None) -> list[Offer]:
    """What was read in the evidence and can be taken over with a click."""
    from wizard.evidence import offers as find

    return _kept("offers", case, day, lambda on: find(case, pack(case), on))


def assess(case: Case, channel: str | None = None, day: dt.date | None = None) -> Assessment:
    """How complete the evidence is, for a channel (default: the case's own)."""
    from wizard.evidence import assess as weigh

    wanted = channel or case.channel
    return _kept("assess", case, day, lambda on: weigh(case, pack(case), on, wanted), wanted or "")


def route(case: Case, day: dt.date | None = None) -> Routing:
    """Where to send it, with reasons for and against, and what comes next."""
    from wizard.routing import route as find

    return _kept("route", case, day, lambda on: find(case, pack(case), on))


def demands(case: Case, day: dt.date | None = None) -> Any:
    """What can be asked for."""
    from wizard.drafting import demand_choices

    return _kept("demands", case, day, lambda on: demand_choices(case, pack(case), on))


def unaddressed(case: Case, channel: str) -> list[Unaddressed]:
    """The merchant's own words that a letter for this channel leaves out: they were written for another reader."""
    from wizard.drafting import unaddressed as find

    return find(case, pack(case), channel)


def basis(case: Case, day: dt.date | None = None) -> list[Cited]:
    """Which articles fit, why, and how sure that is."""
    from wizard.drafting import cited_basis

    return _kept("basis", case, day, lambda on: cited_basis(case, pack(case), on))


def tone(text: str) -> list[ToneFinding]:
    """Wording that would read calmer otherwise."""
    from wizard.drafting import tone_findings

    return _remembered(("tone", text), lambda: tone_findings(text, pack()))


def document(case: Case, channel: str, day: dt.date | None = None) -> Document:
    """The letter for a channel, as a tree."""
    from wizard.drafting import compose

    def made(on: dt.date) -> Document:
        return compose(
            case,
            pack(case),
            on,
            channel,
            claims=claims(case, on),
            calculations=calculations(case, on),
            assessment=assess(case, channel, on),
        )

    return _kept("document", case, day, made, channel)


def rehearsal(case: Case, channel: str, day: dt.date | None = None) -> Rehearsal:
    """How a reviewer reads the letter in two minutes: the matter, the course, the strongest exhibits, weak points."""
    from wizard.drafting.rehearsal import rehearsal as rehearse

    def made(on: dt.date) -> Rehearsal:
        return rehearse(document(case, channel, on), assess(case, channel, on), claims(case, on))

    return _kept("rehearsal", case, day, made, channel)


def texts(case: Case, channel: str, day: dt.date | None = None) -> list[ChannelText]:
    """The letter cut to the channel's own fields and limits."""
    from wizard.drafting import channel_texts

    def made(on: dt.date) -> list[ChannelText]:
        return channel_texts(document(case, channel, on), case, pack(case).channels[channel])

    return _kept("texts", case, day, made, channel)


def tasks(case: Case, day: dt.date | None = None) -> list[Task]:
    """The dated checklist, with the arithmetic of each date."""
    from wizard.followup import tasks as list_tasks

    return _kept("tasks", case, day, lambda on: list_tasks(case, pack(case), on))


def next_moves(case: Case, day: dt.date | None = None) -> Any:
    """What to do about the newest reply, or about silence."""
    from wizard.followup import next_moves as find

    return _kept("next_moves", case, day, lambda on: find(case, pack(case), on))
