"""What shows only across the whole case, and the words for what an inspection found."""

import datetime as dt

import pytest

from wizard.case import Case, Event, Exhibit, Finding
from wizard.evidence import assess
from wizard.evidence.soundness import in_words
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()
GOOD = {
    "kinds": ["penalty_notice"],
    "source": "商家后台",
    "proves": "证明扣款",
    "captured_on": "2026-04-02",
    "claims": ["event-e"],
    "personal_data": "none",
}
EVENT = Event(id="e", on="2026-04-01", what="扣款")


def codes(*exhibits: Exhibit, channel: str = "") -> list[set[str]]:
    case = Case(scenario="fine_dispute", timeline=[EVENT], exhibits=list(exhibits))
    found = assess(case, PACK, TODAY, channel).findings
    return [{finding.code for finding in found[exhibit.id]} for exhibit in exhibits]


def test_a_good_exhibit_has_nothing_to_say():
    assert codes(Exhibit(**GOOD)) == [set()]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": ""}, "no_source"),
        ({"proves": " "}, "no_purpose"),
        ({"captured_on": None}, "no_date"),
        ({"captured_on": "2026-03-01"}, "date_before_story"),
        ({"captured_on": "2026-11-23"}, "date_in_future"),
        ({"kinds": ["call_note"], "claims": []}, "proves_nothing"),
        ({"kinds": []}, "no_kind"),
        ({"file_name": "mmexport1712345678901.jpg"}, "not_original"),
        ({"file_name": "微信图片_20260401120000.png"}, "not_original"),
        ({"file_name": "微信视频20260401120000.mp4", "media_type": "video/mp4"}, "not_original"),
        ({"title": "买家电话13812345678"}, "title_personal_data"),
    ],
)
def test_what_an_exhibit_lacks(change, code):
    assert codes(Exhibit(**(GOOD | change))) == [{code}]


@pytest.mark.parametrize(
    "change",
    [
        {"file_name": "微信图片_20260401120000.pdf", "media_type": "application/pdf"},
        {"file_name": "微信截图_20260401120000.png", "media_type": "image/png"},
        {"file_name": "QQ截图20260401120000.png", "media_type": "image/png"},
    ],
)
def test_what_was_not_pressed_on_its_way_is_not_called_so(change):
    assert codes(Exhibit(**(GOOD | change))) == [set()]


def test_fleeting_evidence_is_worth_fixing_until_something_in_the_case_is():
    page = Exhibit(**GOOD | {"kinds": ["penalty_detail"]})
    assert codes(page) == [{"worth_fixing"}]
    stamp = Exhibit(**GOOD | {"kinds": ["timestamp_certificate"]})
    assert codes(page, stamp) == [set(), set()]


def test_papers_about_parties_and_rights_may_be_older_and_prove_no_single_claim():
    licence = GOOD | {"kinds": ["business_licence"], "captured_on": "2020-01-01", "claims": []}
    assert codes(Exhibit(**licence)) == [set()]


def test_the_same_file_twice_is_said_on_both_with_the_number_of_the_other():
    twins = [Exhibit(**GOOD, sha256="a" * 64), Exhibit(**GOOD, sha256="a" * 64), Exhibit(**GOOD, sha256="b" * 64)]
    assert codes(*twins) == [{"same_file"}, {"same_file"}, set()]
    case = Case(scenario="fine_dispute", timeline=[EVENT], exhibits=twins)
    [finding] = assess(case, PACK, TODAY, "").findings[twins[0].id]
    assert "证据2" in finding.what


def test_personal_data_matters_where_the_channel_masks_it():
    unknown = GOOD | {"kinds": ["buyer_chat"], "personal_data": "unknown"}
    assert codes(Exhibit(**unknown)) == [set()]
    assert "personal_data_unhandled" in codes(Exhibit(**unknown), channel="media")[0]
    needless = GOOD | {"kinds": ["rule_text"], "personal_data": "unknown"}
    assert "personal_data_unhandled" not in codes(Exhibit(**needless), channel="samr_report")[0]


def test_keeping_personal_data_needs_a_reason():
    kept = GOOD | {"kinds": ["buyer_chat"], "personal_data": "needed"}
    masking = next(
        c.id for c in PACK.channels.values() if c.masks_personal_data and c.id not in ("media", "pdd_social")
    )
    assert "personal_data_no_reason" in codes(Exhibit(**kept), channel=masking)[0]
    assert codes(Exhibit(**kept, personal_data_reason="核对地址"), channel=masking) == [set()]


def test_the_inspections_findings_come_with_words_and_the_worst_first():
    findings = [
        Finding(code="taken_on", severity="hint", details={"taken": "2026:03:01"}),
        Finding(code="pdf_locked", severity="blocking"),
    ]
    exhibit = Exhibit(**GOOD, findings=findings)
    case = Case(scenario="fine_dispute", timeline=[EVENT], exhibits=[exhibit])
    shown = assess(case, PACK, TODAY, "").findings[exhibit.id]
    assert [finding.code for finding in shown] == ["pdf_locked", "taken_on"]
    assert "无密码" in shown[0].mend and "2026:03:01" in shown[1].what


def test_a_code_of_an_older_pack_and_a_missing_detail_break_nothing():
    assert in_words(PACK, "never_heard_of").title == "never_heard_of"
    assert "…" in in_words(PACK, "too_small", details={}).what


@pytest.mark.parametrize("words", PACK.findings.values(), ids=lambda words: words.id)
def test_every_finding_says_what_to_do(words):
    assert words.mend.endswith("。") and words.what.endswith("。")
    assert set(words.basis) <= set(PACK.laws)
