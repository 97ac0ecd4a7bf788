"""Case → ranked channels, ladder and notices. Pure: the case, the pack's rules and today's date decide everything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import Case
from wizard.knowledge.conditions import PreparedView, holds, prepared
from wizard.knowledge.load import Pack
from wizard.knowledge.records.routes import Exclusion, Need, Point, Route, RungRule
from wizard.routing.notices import notices
from wizard.routing.view import routing_view

RECOMMENDABLE = 20
"""The least score at which a channel is worth recommending; below it the wizard says it has none."""


@dataclass(frozen=True)
class RankedChannel:
    """One channel judged. `score` is for minus against; an excluded channel keeps its reasons, exclusions first.

    `not_yet`: the way may open later. `accompanies`: it goes beside another channel and is never recommended.
    """

    channel: str
    score: int
    for_points: list[str]
    against_points: list[str]
    needs: list[str]
    limits: list[str]
    excluded: bool
    not_yet: bool = False
    accompanies: bool = False


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: when to climb to this channel and why. `ready`: its time has come by the case."""

    channel: str
    when: str
    why: str
    ready: bool = False


@dataclass(frozen=True)
class Routing:
    """The judgement: the recommended channel (or none), all channels ranked, what comes next, what to do today."""

    recommended: str | None
    ranking: list[RankedChannel]
    ladder: list[Rung]
    warnings: list[str]
    today_actions: list[str]

    @property
    def second(self) -> str | None:
        """The runner-up worth considering, or none."""
        others = (ranked for ranked in self.ranking if ranked.channel != self.recommended and _stands_alone(ranked))
        best = next(others, None)
        return best.channel if self.recommended and best and best.score > 0 else None


def route(case: Case, pack: Pack, today: dt.date, *, evidence_complete: bool | None = None) -> Routing:
    """Judge every channel of the pack for a case. `evidence_complete` is known to services only; none means unasked."""
    view = routing_view(case, pack, today, evidence_complete)
    ready = prepared(view)
    ranking = sorted((_judged(rules, ready) for rules in pack.routes.values()), key=_rank)
    recommended = _recommended(ranking)
    ladder = pack.ladders.get(view["scenario"])
    return Routing(
        recommended=recommended,
        ranking=ranking,
        ladder=_ladder(ladder.rungs if ladder else (), ready, ranking, recommended),
        warnings=notices(pack, view, ready, recommended, "warning"),
        today_actions=notices(pack, view, ready, recommended, "today"),
    )


def _judged(rules: Route, view: PreparedView) -> RankedChannel:
    shut = [rule for rule in rules.exclusions if holds(rule.when, view) is True]
    pro, con = _holding(rules.for_points, view), _holding(rules.against_points, view)
    return RankedChannel(
        channel=rules.id,
        score=sum(point.score for point in pro) - sum(point.score for point in con),
        for_points=[point.words for point in _heaviest_first(pro)],
        against_points=[_shut_words(rule) for rule in shut] + [point.words for point in _heaviest_first(con)],
        needs=[_need_words(need, view) for need in rules.needs if holds(need.when, view) is True],
        limits=[limit.words for limit in rules.limits if holds(limit.when, view) is True],
        excluded=bool(shut),
        not_yet=bool(shut) and all(rule.not_yet for rule in shut),
        accompanies=rules.accompanies,
    )


def _holding(points: tuple[Point, ...], view: PreparedView) -> list[Point]:
    return [point for point in points if holds(point.when, view) is True]


def _heaviest_first(points: list[Point]) -> list[Point]:
    return sorted(points, key=lambda point: -point.score)


def _shut_words(rule: Exclusion) -> str:
    return f"{rule.words}{rule.mend}"


def _need_words(need: Need, view: PreparedView) -> str:
    return f"{need.words}（已具备）" if need.met and holds(need.met, view) is True else need.words


def _rank(ranked: RankedChannel) -> tuple[bool, int]:
    return (ranked.excluded, -ranked.score)


def _recommended(ranking: list[RankedChannel]) -> str | None:
    best = next((ranked for ranked in ranking if _stands_alone(ranked)), None)
    return best.channel if best and best.score >= RECOMMENDABLE else None


def _stands_alone(ranked: RankedChannel) -> bool:
    return not ranked.excluded and not ranked.accompanies


def _ladder(
    rungs: tuple[RungRule, ...], ready: PreparedView, ranking: list[RankedChannel], start_at: str | None
) -> list[Rung]:
    """The scenario's ladder from the recommended channel on, without rungs that a hard rule takes away for good."""
    judged = {ranked.channel: ranked for ranked in ranking}
    channels = [rung.channel for rung in rungs]
    start = channels.index(start_at) if start_at in channels else 0
    return [
        Rung(rung.channel, rung.when, rung.why, rung.ready is not None and holds(rung.ready, ready) is True)
        for rung in rungs[start:]
        if not judged[rung.channel].excluded or judged[rung.channel].not_yet
    ]
