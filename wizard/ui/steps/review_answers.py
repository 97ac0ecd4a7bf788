"""Step five, check your answers: everything in the material on one page, each with a link that leads back to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wizard.case import Case
from wizard.knowledge.load import Pack
from wizard.ui import current
from wizard.ui.steps import facts_attempts, facts_losses, facts_story, judging, markup, review_demands, words

EMPTY = markup.quiet("没有填")


def show() -> None:
    """All answers by section."""
    case, pack = current.case(), current.pack()
    sections = [
        _section("场景", "scenario", None, _scenario(case, pack)),
        _section("投诉人", "facts", "shop", _model_pairs(case.shop)),
        _section("被投诉方", "facts", "shop", _respondent(case, pack)),
        _lines("经过", "facts", "story", (facts_story.summary(one, n) for n, one in enumerate(case.timeline, 1))),
        _section("关键信息", "facts", "key", _answers(case, pack), wide=True),
        _lines("编号", "facts", "numbers", (_identifier(one) for one in case.identifiers)),
        _lines("损失", "facts", "losses", (facts_losses.summary(one, n) for n, one in enumerate(case.losses, 1))),
        _lines(
            "试过什么", "facts", "tried", (facts_attempts.summary(one, n) for n, one in enumerate(case.attempts, 1))
        ),
        _lines("证据", "evidence", None, (_exhibit(one, n) for n, one in enumerate(case.exhibits, 1))),
        _lines("诉求", "review", "demands", _demands(case)),
        _section("渠道", "channel", None, [("递交到", markup.esc(words.channel_name(pack, judging.chosen_channel())))]),
    ]
    markup.show(*sections, label="核对全部内容")


def change_link(page: str, part: str | None, what: str) -> str:
    """A link that opens the step where something is said, with the way back to this page."""
    address = f"{page}?case={current.case().id}&from=review" + (f"&part={part}" if part else "")
    return f'<a href="{markup.esc(address)}">修改<span class="w-hidden">{markup.esc(what)}</span></a>'


def _head(title: str, page: str, part: str | None) -> str:
    return f'<div class="w-head"><h2>{markup.esc(title)}</h2>{change_link(page, part, title)}</div>'


def _section(title: str, page: str, part: str | None, rows: Iterable[tuple[str, str]], *, wide: bool = False) -> str:
    return _head(title, page, part) + (markup.pairs(rows, wide=wide) or f"<p>{EMPTY}</p>")


def _lines(title: str, page: str, part: str | None, lines: Iterable[str]) -> str:
    listed = markup.items(lines)
    return _head(title, page, part) + (f'<div class="w-bare">{listed}</div>' if listed else f"<p>{EMPTY}</p>")


def _scenario(case: Case, pack: Pack) -> list[tuple[str, str]]:
    record = pack.scenarios.get(str(case.scenario or ""))
    return [("是哪一种", markup.esc(record.name) if record else EMPTY)]


def _model_pairs(part: Any) -> list[tuple[str, str]]:
    """The filled fields of a part of the case, by their titles."""
    named = type(part).model_fields.items()
    return [(info.title or name, markup.esc(getattr(part, name))) for name, info in named if getattr(part, name)]


def _respondent(case: Case, pack: Pack) -> list[tuple[str, str]]:
    if case.respondent.kind == "merchant":
        return [row for row in _model_pairs(case.respondent) if row[0] != "被投诉方"]
    return [("名称", markup.esc(case.respondent.name or pack.about["respondent"]["name"]))]


def _answers(case: Case, pack: Pack) -> list[tuple[str, str]]:
    asked = [pack.questions[name] for name in case.answers if name in pack.questions]
    asked.sort(key=lambda question: question.order)
    return [(question.text, markup.esc(question.shown(case.answers[question.id]))) for question in asked]


def _demands(case: Case) -> list[str]:
    """What is asked for; while none was chosen, what the material will ask for."""
    if case.demands:
        return [review_demands.demand_html(one, number) for number, one in enumerate(case.demands, 1)]
    return [markup.esc(one.text) for one in review_demands.suggested(judging.demands())]


def _identifier(one: Any) -> str:
    return f"{markup.esc(words.IDENTIFIER_KINDS[one.kind])}：{markup.esc(one.value)}"


def _exhibit(exhibit: Any, number: int) -> str:
    proves = f" — {markup.esc(exhibit.proves)}" if exhibit.proves else ""
    return f"证据{number} {markup.esc(exhibit.title or exhibit.file_name)}{proves}"
