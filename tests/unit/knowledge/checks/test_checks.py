import datetime as dt
import json
import re

import pytest

from tests.unit.knowledge.checks.broken import GOOD, PACK, changed, entry_of, found, with_entry, without
from wizard.knowledge.checks import CHECKS, review_dates
from wizard.knowledge.checks.content import RECORD_TYPES, Content, Entry
from wizard.knowledge.checks.permanent_ids import FILE, register
from wizard.knowledge.load import Pack

CHINESE = re.compile("[\u4e00-\u9fff]")
FROM_MEMORY = {"confidence": "memory_only"}
STEP = {"text": "打开后台。", "confidence": "memory_only"}
LIMIT = {"id": "x", "label": "期限", "text": "三日", "confidence": "verified"}
FIELD = {"id": "x", "label": "说明", "max_chars": 500}
POINT = {"id": "x", "when": "true", "score": 5, "words": "理由。"}


def field_named(name, **more):
    return {"id": "x", "label": "说明", "parts": [name], **more}


MISTAKES = [
    ("sources", changed("myths", "recording", sources=[{"title": "某文"}]), "sources"),
    ("sources", changed("myths", "recording", sources=[{"title": "某文", "url": "某网站"}]), "sources.0.url"),
    ("sources", changed("myths", "recording", sources=[{"title": "某文", "note": "004_e6a1.txt 一节"}]), "sources.0"),
    ("sources", changed("laws", "PR-19", sources=[{"title": "官网", "url": "https://a.cn", "seen": False}]), "sources"),
    ("confidence", changed("channels", "pdd_hotline", steps=[STEP]), "steps.0.how_to_check"),
    ("confidence", changed("channels", "pdd_ticket", fields=[FIELD]), "fields.0.source"),
    ("confidence", changed("channels", "pdd_ticket", time_limits=[LIMIT | {"amount": 3}]), "time_limits.0.amount"),
    (
        "confidence",
        changed("channels", "pdd_ticket", time_limits=[LIMIT | {"amount": 3, "unit": "days"}]),
        "time_limits.0.basis",
    ),
    ("confidence", changed("channels", "pdd_ticket", time_limits=[LIMIT]), "time_limits.0.source"),
    (
        "confidence",
        changed(
            "procedures",
            "litigation",
            time_limits=[LIMIT | FROM_MEMORY | {"amount": 3, "unit": "days", "basis": ["CC-188"]}],
        ),
        "time_limits.0.amount",
    ),
    ("links", changed("channels", "media", basis=["CC-9999"]), "basis.0"),
    ("links", changed("myths", "recording", channels=["pdd_hotlin"]), "channels.0"),
    ("links", changed("scenarios", "settlement", first_channel="nowhere"), "first_channel"),
    ("links", changed("scenarios", "settlement", demands=["no_such"]), "demands.0"),
    ("links", changed("requirements", "fine_notice", any_of=["no_such"]), "any_of.0"),
    ("links", changed("questions", "penalty_number", proved_by=["no_such"]), "proved_by.0"),
    ("links", changed("procedures", "litigation", scenarios=["no_such"]), "scenarios.0"),
    ("links", changed("channels", "media", document_kind="no_such"), "document_kind"),
    ("links", changed("routes", "media", id="no_such"), "id"),
    ("conditions", changed("route_notices", "frozen", when="answers.funds_frozen = true"), "when"),
    ("conditions", changed("route_notices", "frozen", when="answers.fund_frozen == true"), "when"),
    ("conditions", changed("route_notices", "frozen", when="facts.no_such"), "when"),
    ("conditions", changed("route_notices", "frozen", when="scenaro == 'settlement'"), "when"),
    ("conditions", changed("route_notices", "frozen", when="attempts.exists(a, a.result == 'x')"), "when"),
    ("conditions", changed("questions", "penalty_number", applies_when="facts.urgent"), "applies_when"),
    ("conditions", changed("route_facts", "ours", when="facts.urgent"), "when"),
    ("condition_values", changed("route_notices", "frozen", when="answers.urgency == 'now'"), "when"),
    ("condition_values", changed("route_notices", "frozen", when="'pdd_tikcet' in tried"), "when"),
    ("condition_values", changed("route_notices", "frozen", when="scenario in ['settlment']"), "when"),
    ("condition_values", changed("route_notices", "frozen", when="'penalty' in exhibit_kinds"), "when"),
    (
        "condition_values",
        changed("route_notices", "frozen", when="attempts.exists(a, a.outcome == 'refused')"),
        "when",
    ),
    (
        "condition_values",
        changed("route_notices", "frozen", when="answers.ac_kind != null && answers.ac_kind.exists(k, k == 'x')"),
        "when",
    ),
    ("reachable", changed("route_notices", "frozen", when="scenario == 'a' && scenario == 'b'"), "when"),
    ("reachable", changed("route_notices", "frozen", when="loss_total < 0.0"), "when"),
    (
        "unverified_numbers",
        changed("penalties", "not_as_described", trigger="三日内没有整改。"),
        "trigger",
    ),
    ("unverified_numbers", changed("penalties", "not_as_described", trigger="依据规则第三条。"), "trigger"),
    ("unverified_numbers", changed("channels", "pdd_hotline", purpose="拨打 400-123-4567。"), "purpose"),
    ("unverified_numbers", changed("channels", "pdd_ticket", purpose="拨打 400-882-7777。"), "purpose"),
    ("articles", changed("myths", "recording", truth="依据第九百九十九条，可以用。", basis=["PJ-106"]), "truth"),
    ("articles", changed("myths", "recording", truth="依据电子商务法第八十八条。"), "truth"),
    ("volatile", changed("myths", "recording", truth="看 https://example.org 上的说明。"), "truth"),
    ("volatile", changed("myths", "recording", truth="打 021-61897088 问。"), "truth"),
    ("calm", changed("myths", "recording", truth="不要公开传播！"), "truth"),
    ("simplified", changed("myths", "recording", truth="錄音一般可以作證據。"), "truth"),
    ("punctuation", changed("myths", "recording", truth="录音\x2c一般可以。"), "truth"),
    ("scenario_ways", changed("channels", "media", fields=[field_named("no_such")]), "fields.x"),
    ("scenario_ways", changed("scenarios", "settlement", ladder=["police"]), "ladder"),
    ("guide_coverage", changed("guide_coverage", "one-001", carried_by=["nothing:x"]), "carried_by.0"),
    ("guide_coverage", changed("guide_coverage", "one-001", carried_by=["channels:no_such"]), "carried_by.0"),
    ("guide_coverage", changed("guide_coverage", "one-001", carried_by=["channels:media#no_such"]), "carried_by.0"),
    ("guide_coverage", changed("guide_coverage", "one-001", corrected=True), "carried_by"),
    ("review_dates", changed("myths", "recording", reviewed_on="2099-01-01", review_by="2099-05-01"), "reviewed_on"),
    ("review_dates", changed("myths", "recording", review_by="2026-11-22"), "review_by"),
    ("review_dates", changed("myths", "recording", review_by="2029-11-22"), "review_by"),
    ("unique_ids", Entry("myths", "myths.yaml", entry_of("myths", "recording").record), "id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "entry", "field"), MISTAKES, ids=[f"{c}-{f}-{n}" for n, (c, _, f) in enumerate(MISTAKES)]
)
def test_a_mistake_is_found_where_it_is(check, entry, field):
    if check == "unique_ids":
        content = Content(PACK, [*GOOD.entries, entry])
    else:
        content = with_entry(entry, replaces="media" if entry.id == "no_such" else None)
    new = {finding.field: finding for finding in found(check, content) if finding.record == entry.id}
    assert field in new
    assert new[field].file == entry.file
    assert CHINESE.search(new[field].message)
    assert new[field].suggestion.endswith("。")


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_the_pack_is_clean(rule):
    findings = [finding for finding in rule.run(GOOD) if finding.severity == "error"]
    assert findings == [], "\n".join(f"{f.file} {f.record} {f.field}:{f.message}" for f in findings)


def test_each_check_has_an_id_of_its_own_and_a_reason():
    assert len({rule.id for rule in CHECKS}) == len(CHECKS)
    assert all(rule.reason.endswith("。") for rule in CHECKS)


def test_every_topic_of_the_pack_is_checked():
    topics = {name for name, value in vars(Pack).items() if hasattr(value, "func") and name != "version"}
    assert topics == set(RECORD_TYPES)


def test_an_overdue_review_is_only_a_warning():
    entry = entry_of("myths", "recording")
    day_after = entry.record.review_by + dt.timedelta(days=1)
    assert list(review_dates.findings_on(entry, entry.record.review_by)) == []
    (finding,) = review_dates.findings_on(entry, day_after)
    assert finding.severity == "warning"


def test_a_scenario_without_a_ladder_is_found():
    (finding,) = found("scenario_ways", without("ladders", "settlement"))
    assert (finding.record, finding.field) == ("settlement", "id")


def test_a_channel_without_rules_is_found():
    assert [finding.record for finding in found("scenario_ways", without("routes", "media"))] == ["media"]


def test_an_unread_reply_is_found():
    kept = [entry for entry in GOOD.entries if getattr(entry.record, "reply", "") != "solved"]
    assert any("solved" in finding.message for finding in found("scenario_ways", Content(PACK, kept)))


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        ({"myths": {"old": "nothing"}}, "不存在"),
        ({"myths": {"recording": "hash_limits"}}, "还在使用"),
        ({"no_topic": {"old": "new"}}, "没有主题"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_found(leads, words):
    pack = Pack(PACK.folder)
    pack.redirects = leads
    (finding,) = found("redirects", Content(pack, GOOD.entries))
    assert words in finding.message


def test_a_published_id_may_be_retired_but_not_dropped(tmp_path):
    (tmp_path / "pack.yaml").write_text("reviewed_on: 2026-11-22\n", "utf-8")
    pack = Pack(tmp_path)
    register(Content(pack, GOOD.entries))
    assert "recording" in json.loads((tmp_path / FILE).read_text("utf-8"))["myths"]
    fewer = [entry for entry in GOOD.entries if entry.id != "recording"]
    (finding,) = found("permanent_ids", Content(pack, fewer))
    assert (finding.record, finding.field) == ("recording", "myths")
    pack.redirects = {"myths": {"recording": "hash_limits"}}
    assert found("permanent_ids", Content(pack, fewer)) == []


def test_registering_again_keeps_what_was_published(tmp_path):
    (tmp_path / "pack.yaml").write_text("reviewed_on: 2026-11-22\n", "utf-8")
    pack = Pack(tmp_path)
    register(Content(pack, GOOD.entries))
    register(Content(pack, GOOD.entries[:1]))
    assert "recording" in json.loads((tmp_path / FILE).read_text("utf-8"))["myths"]
