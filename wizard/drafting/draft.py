"""Everything one document is drafted from, gathered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wizard.case import Case
from wizard.drafting.inputs import AssessmentLike, CalculatedLike, ClaimLike
from wizard.drafting.slots import OUR_WORDS, all_words, slots_for
from wizard.knowledge.conditions import View, view_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.wording import ScenarioWords, Template


@dataclass(frozen=True)
class Draft:
    """A case, seen for one channel: template, slots and the view that conditions are read over."""

    case: Case
    pack: Pack
    today: dt.date
    channel: str
    template: Template
    words: ScenarioWords
    told: tuple[ScenarioWords, ...]
    view: View
    slots: dict[str, str]
    claims: Sequence[ClaimLike] = ()
    calculations: Sequence[CalculatedLike] = ()
    assessment: AssessmentLike | None = None
    demands: tuple[str, ...] = ()

    def common(self, group: str) -> dict[str, str]:
        """Words that every scenario shares, such as `outcome` or `identifier`."""
        return self.pack.scenario_words[OUR_WORDS].words.get(group, {})

    def with_slots(self, **slots: str) -> Draft:
        """The same draft with more slots."""
        return replace(self, slots={**self.slots, **slots})


def template_for(channel: str, pack: Pack) -> Template:
    """The template of a channel: by the channel's document kind, or by the template's own list of channels."""
    kind = pack.channels[channel].document_kind if channel in pack.channels else ""
    if kind in pack.templates:
        return pack.templates[kind]
    named = (template for template in pack.templates.values() if channel in template.channels)
    return next(named, pack.templates["letter"])


def view_for(case: Case, pack: Pack, today: dt.date, channel: str) -> View:
    """The view of a case for a channel other than the chosen one too."""
    view = view_of(case, pack.questions, today)
    view["channel"] = channel
    return view


def draft_of(case: Case, pack: Pack, today: dt.date, channel: str) -> Draft:
    """A draft without what other parts compute (claims, calculations, assessment)."""
    template = template_for(channel, pack)
    view = view_for(case, pack, today, channel)
    slots = slots_for(case, pack, today, view, template)
    told = tuple(all_words(case, pack))
    return Draft(case, pack, today, channel, template, told[0], told, view, slots)
