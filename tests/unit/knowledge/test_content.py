"""What the law, channel, penalty and myth records promise to those who show them."""

import datetime as dt

import pytest

from wizard.knowledge.load import load
from wizard.knowledge.records.base import Confidence

PACK = load("pinduoduo")
CHANNELS = [
    "notary_timestamp",
    "pdd_ticket",
    "pdd_violation_appeal",
    "pdd_aftersale_appeal",
    "pdd_report_merchant",
    "pdd_manual_review",
    "pdd_hotline",
    "pdd_email",
    "pdd_social",
    "samr_report",
    "samr_consumer_complaint",
    "samr_aml",
    "cac_12377",
    "gov_12345",
    "miit_mofcom",
    "industry_assoc",
    "mediation",
    "media",
    "consumer_assoc",
    "police",
    "lawyer_litigation",
]
PENALTIES = [
    "late_shipment",
    "fake_shipment",
    "out_of_stock",
    "fraud_shipment",
    "not_as_described",
    "counterfeit",
    "fake_transactions",
    "offsite_trading",
    "service_attitude",
    "negative_experience",
    "funds_frozen",
]


def test_all_channels_and_penalties_are_there():
    assert set(PACK.channels) == set(CHANNELS)
    assert set(PACK.penalties) == set(PENALTIES)


def test_a_law_is_cited_by_short_and_full_name():
    law = PACK.laws["CI-65"]
    assert law.citation == "《民法典合同编通则解释》第六十五条"
    assert law.full_citation.startswith("《最高人民法院关于适用〈中华人民共和国民法典〉")


@pytest.mark.parametrize("law", ["IC-2025", "GD-FEE", "GD-AML", "GD-PRICE", "AP-DOM"])
def test_an_article_never_seen_has_no_number(law):
    assert PACK.laws[law].shown_article == ""
    assert PACK.laws[law].citation.endswith("》")


def test_a_remembered_law_shows_no_article_even_when_one_is_written():
    remembered = PACK.laws["PR-19"].model_copy(update={"confidence": Confidence.MEMORY_ONLY})
    assert remembered.citation == "《网络交易平台规则监督管理办法》"


def test_guidance_does_not_bind():
    assert {law.id for law in PACK.laws.values() if not law.binding} == {"GD-FEE", "GD-AML"}


def test_a_law_is_in_force_from_its_day():
    law = PACK.laws["PR-19"]
    assert not law.in_force(dt.date(2026, 1, 31))
    assert law.in_force(dt.date(2026, 2, 1))
    assert PACK.laws["PP-18"].in_force(dt.date(2020, 1, 1))


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_tells_a_newcomer_everything(channel):
    record = PACK.channels[channel]
    assert record.steps
    assert record.keep
    assert record.fits
    assert record.does_not_fit
    assert record.time_limits
    assert any(word in record.personal_data for word in ("遮挡", "信息", "实名", "自己", "买家"))


@pytest.mark.parametrize("channel", ["pdd_social", "media"])
def test_public_channels_mask_personal_data(channel):
    assert PACK.channels[channel].masks_personal_data


def test_only_sourced_limits_are_numbers():
    limited = {
        (channel.id, field.id): field.max_chars
        for channel in PACK.channels.values()
        for field in channel.fields
        if field.max_chars
    }
    assert limited == {("pdd_aftersale_appeal", "description"): 300}
    counts = {limit.id: limit.max_count for limit in PACK.channels["pdd_aftersale_appeal"].attachments}
    assert counts == {"images_required": 3, "images_optional": 3, "videos": 2}


def test_the_platforms_own_deadlines_are_never_numbers():
    internal = [channel for channel in PACK.channels.values() if channel.group == "platform"]
    numbers = {
        (channel.id, limit.id) for channel in internal for limit in channel.time_limits if limit.amount is not None
    }
    assert numbers == {("pdd_violation_appeal", "publication"), ("pdd_report_merchant", "counter_notice")}


def test_no_telephone_number_of_the_platform_is_given_as_fact():
    number = next(fact for fact in PACK.channels["pdd_hotline"].volatile if fact.id == "number")
    assert not any(digit.isdigit() for digit in number.value)
    assert all(fact.how_to_check for fact in PACK.channels["pdd_hotline"].volatile)


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_names_no_sum_and_no_days(penalty):
    record = PACK.penalties[penalty]
    assert record.volatile
    assert record.time_limit.amount is None
    shown = [record.trigger, *record.prepare, *record.arguments]
    assert not any(digit.isdigit() for words in shown for digit in words)


def test_what_guides_say_wrongly_has_a_myth():
    corrected = [statement for statement in PACK.guide_coverage.values() if statement.corrected]
    assert len(corrected) >= 7
    for statement in corrected:
        myths = [pointer.partition(":")[2] for pointer in statement.carried_by if pointer.startswith("myths:")]
        assert all(PACK.myths[myth].truth != PACK.myths[myth].read_elsewhere for myth in myths)


def test_whoever_speaks_of_notaries_courts_or_recordings_names_the_articles_it_rests_on():
    legal = ("公证", "时间戳", "存证", "法院", "排除", "保全")
    for kind in PACK.evidence_kinds.values():
        said = " ".join((kind.custody, *kind.capture_tips))
        if any(word in said for word in legal):
            assert set(kind.basis) & {"EV-94", "OL-16", "PJ-106", "CP-84"}, kind.id
        for law_id in kind.basis:
            assert PACK.laws[law_id].confidence is Confidence.VERIFIED, law_id


def test_a_notarised_page_and_a_timestamp_are_never_sold_as_the_truth():
    tips = {
        kind: " ".join(PACK.evidence_kinds[kind].capture_tips) for kind in ("notarization", "timestamp_certificate")
    }
    assert "相反证据" in tips["notarization"]
    assert "不证明之前的内容真实" in tips["timestamp_certificate"] and "没有核实" in tips["timestamp_certificate"]
