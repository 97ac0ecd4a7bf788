"""Every channel is reached by some case, and every scenario reaches every kind of outcome."""

from functools import cache

import pytest

from tests.unit.routing.routing_rows import SCENARIOS, TODAY, rows
from wizard.knowledge.load import load
from wizard.routing import route

PACK = load("pinduoduo")
NEVER_RECOMMENDED = {
    "notary_timestamp": "并行",  # goes beside any channel
    "samr_consumer_complaint": "消费者投诉",  # for consumers, and this wizard is for merchants
    "consumer_assoc": "消费者",
    "pdd_social": "不是正式",
    "cac_12377": "信息内容",  # for one kind of matter within a case, beside the report to the market regulator
    "media": "非常手段",
}
"""Channels that are open to some cases but never the first choice, each with words that say so."""


@cache
def judged_rows():
    """Every row with its judgement: seconds of work, done by the worker whose test asks for it."""
    return [(row, route(row.case(), PACK, TODAY, evidence_complete=row.complete)) for row in rows()]


def recommended_to(*scenarios):
    return {judged.recommended for row, judged in judged_rows() if row.scenario in scenarios}


@pytest.mark.parametrize("channel", sorted(PACK.channels))
def test_every_channel_is_open_to_some_case(channel):
    ranked = (one for _, judged in judged_rows() for one in judged.ranking)
    assert any(one.channel == channel and not one.excluded for one in ranked)


@pytest.mark.parametrize("channel", sorted(set(PACK.channels) - set(NEVER_RECOMMENDED)))
def test_every_other_channel_is_recommended_to_some_case(channel):
    assert channel in recommended_to(*SCENARIOS)


@pytest.mark.parametrize("channel", sorted(NEVER_RECOMMENDED))
def test_a_channel_that_is_never_recommended_says_why(channel):
    assert channel not in recommended_to(*SCENARIOS)
    said = {
        words
        for _, judged in judged_rows()
        for ranked in judged.ranking
        if ranked.channel == channel
        for words in (*ranked.for_points, *ranked.against_points, *ranked.limits)
    }
    assert any(NEVER_RECOMMENDED[channel] in words for words in said)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_reaches_every_kind_of_outcome(scenario):
    recommended = recommended_to(scenario) - {None}
    groups = {PACK.channels[channel].group for channel in recommended}
    assert {"platform", "regulator", "third_party", "litigation"} <= groups
    assert "pdd_manual_review" in recommended
