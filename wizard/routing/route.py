"""Case → ranked channels, ladder and notices. Pure: the case, the pack's rules and today's date decide everything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import Case
from wizard.knowledge.conditions import PreparedView, View, holds, prepared
from wizard.knowledge.load import Pack
from wizard.knowledge.records.routes import Exclusion, Need, Point, Route
from wizard.routing.notices import notices
from wizard.routing.view import routing_view

RECOMMENDABLE = 20
"""The least score at which a channel is worth recommending; below it the wizard says it has none."""


@dataclass(frozen=True)
class RankedChannel:
    """One channel judged. `score` is for minus against; an excluded channel keeps its reasons, exclusions first."""

    channel: str
    score: int
    for_points: list[str]
    against_points: list[str]
    needs: list[str]
    limits: list[str]
    excluded: bool
    not_yet: bool = False


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
        rest = [ranked for ranked in self.ranking if not ranked.excluded and ranked.channel != self.recommended]
        return rest[0].channel if self.recommended and rest and rest[0].score > 0 else None


def route(case: Case, pack: Pack, today: dt.date, *, evidence_complete: bool | None = None) -> Routing:
    """Judge every channel of the pack for a case. `evidence_complete` is known to services only; none means unasked."""
    view = routing_view(case, pack, today, evidence_complete)
    ready = prepared(view)
    ranking = sorted((_judged(rules, ready) for rules in pack.routes.values()), key=_rank)
    recommended = _recommended(ranking, pack)
    return Routing(
        recommended=recommended,
        ranking=ranking,
        ladder=_ladder(pack, view, ranking, recommended),
        warnings=notices(pack, view, recommended, "warning"),
        today_actions=notices(pack, view, recommended, "today"),
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


def _recommended(ranking: list[RankedChannel], pack: Pack) -> str | None:
    for ranked in ranking:
        if not ranked.excluded and ranked.score >= RECOMMENDABLE and not pack.routes[ranked.channel].accompanies:
            return ranked.channel
    return None


def _ladder(pack: Pack, view: View, ranking: list[RankedChannel], recommended: str | None) -> list[Rung]:
    """The scenario's ladder from the recommended channel on, without rungs that a hard rule takes away for good."""
    ladder = pack.ladders.get(view["scenario"])
    if ladder is None:
        return []
    judged = {ranked.channel: ranked for ranked in ranking}
    channels = [rung.channel for rung in ladder.rungs]
    start = channels.index(recommended) if recommended in channels else 0
    return [
        Rung(rung.channel, rung.when, rung.why, rung.ready is not None and holds(rung.ready, view) is True)
        for rung in ladder.rungs[start:]
        if not judged[rung.channel].excluded or judged[rung.channel].not_yet
    ]
