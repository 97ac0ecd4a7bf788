"""Words and small rules of the step pages that need no screen."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from wizard.case import Bundle, Event, Exhibit, LeftOut, Loss, now
from wizard.document import Document, Fields, Heading, Items, PageBreak, Paragraph, Run, SignaturePlace, Table
from wizard.evidence.completeness import LEVEL_WORDS
from wizard.knowledge.load import load
from wizard.knowledge.shown import shown_limit
from wizard.ui.steps import (
    channel_choice,
    evidence_bundles,
    evidence_checklist,
    evidence_exhibits,
    facts_key,
    facts_losses,
    facts_numbers,
    facts_problems,
    facts_story,
    followup_tasks,
    parts,
    review_document,
    review_preview,
    scenario_judgement,
    tone,
    words,
)

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.97, "把握较大"), (0.75, "把握较大"), (0.6, "有一些把握"), (0.49, "还拿不准"), (0.0, "还拿不准")],
)
def test_confidence_has_three_grades(probability, said):
    assert scenario_judgement.confidence_words(probability) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "已过 2 天"), (0, "今天到期"), (1, "还有 1 天"), (30, "还有 30 天")],
)
def test_due_date_is_said_without_arithmetic(days, said):
    assert said in followup_tasks.due_tag(TODAY + dt.timedelta(days=days), TODAY)


def test_due_date_may_be_open():
    assert "没有固定日期" in followup_tasks.due_tag(None, TODAY)


def test_pasted_numbers_are_split_and_not_doubled():
    wanted, left = facts_numbers.new_values("A1, A2；A3\nA2 A9、A4", {"A9"})
    assert wanted == ["A1", "A2", "A3", "A4"]
    assert left == []


def test_many_pasted_numbers_are_taken_in_turns():
    wanted, left = facts_numbers.new_values(" ".join(f"N{n}" for n in range(120)), set())
    assert len(wanted) == facts_numbers.MOST_AT_ONCE
    assert wanted + left == [f"N{n}" for n in range(120)]


def test_loss_sum_shows_its_arithmetic_and_what_was_left_out():
    losses = [Loss(what="罚款", amount=Decimal("10.5")), Loss(what="退款", amount=Decimal("20")), Loss(what="其他")]
    made = facts_losses.sum_html(losses)
    assert "10.50 + 20.00 = 30.50 元" in made
    assert "有 1 项还没有金额" in made


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("timeline.ab12.on", "story"),
        ("answers.penalty_amount", "key"),
        ("shop.phone", "shop"),
        ("respondent.name", "shop"),
        ("losses", "losses"),
        ("identifiers.x.value", "numbers"),
        ("attempts.y.on", "tried"),
        ("something_new", "key"),
    ],
)
def test_every_problem_belongs_to_a_part(field, part):
    assert facts_problems.part_of(field) == part


def test_timeline_line_reads_as_a_sentence():
    event = Event(
        on=dt.date(2026, 11, 3), at=dt.time(14, 2), where="后台", who="平台", what="扣款", result="少了 <3> 元"
    )
    made = facts_story.summary(event, 1)
    assert "2026年11月3日 14:02" in made
    assert "后台 · 平台" in made
    assert "&lt;3&gt;" in made


def test_exhibit_says_what_is_still_to_be_written():
    assert evidence_exhibits.unfinished(Exhibit()) == ["是什么", "来源", "证明目的", "个人信息"]
    done = Exhibit(kinds=["support_chat"], source="后台", proves="客服的答复", personal_data="none")
    assert evidence_exhibits.unfinished(done) == []


def test_an_exhibit_that_was_just_uploaded_is_not_scolded():
    empty = [SimpleNamespace(code=code) for code in ("no_kind", "no_date")]
    blurred = SimpleNamespace(code="blurred", severity="warning", title="看不清", what="糊了。", mend="重拍。")
    shown = evidence_exhibits.findings_html([*empty, blurred])
    assert shown.count("w-box") == 1
    assert "还要填：这是什么、取得日期。" in shown


def test_evidence_that_may_not_be_wanted_is_folded_and_not_counted():
    item = {"title": "罚款通知", "why": "要看", "how_to_get": "下载", "kind_names": (), "usual_time": "", "basis": ()}
    item |= {"when": "被罚款", "when_unavailable": "", "exhibits": (), "met_by_facts": ""}
    wanted = [SimpleNamespace(status=status, **item) for status in ("missing", "not_applicable_unknown")]
    shown = evidence_checklist.group_html("required", wanted, {}, SimpleNamespace(laws={}))
    assert "有了 0/1" in shown
    assert "还有 1 项，还不确定要不要" in shown


def test_nothing_unanswered_is_not_mentioned():
    assert review_preview.unanswered_html([]) == ""


def test_parts_follow_each_other():
    labels = {"a": "甲", "b": "乙"}
    assert parts.following(labels, "a") == "b"
    assert parts.following(labels, "b") is None


@pytest.mark.parametrize(
    ("size", "said"),
    [(1024**3, "1 GB"), (300 * 1024**2, "300 MB"), (1536 * 1024**2, "1.5 GB"), (4 * 1024**3 - 1, "3.9 GB")],
)
def test_upload_limits_are_round(size, said):
    assert shown_limit(size) == said


def test_tone_hint_shows_the_phrase_in_its_sentence():
    text = "平台就是诈骗团伙，扣了我三千元。"
    finding = SimpleNamespace(
        start=4, end=8, phrase="诈骗团伙", why="可能被认为侮辱", suggestion="平台扣款没有说明理由"
    )
    made = tone.tone_html(text, [finding])
    assert "<mark>诈骗团伙</mark>" in made
    assert "平台扣款没有说明理由" in made


def test_only_unverified_records_carry_a_label():
    assert words.confidence_tag("verified") == ""
    assert "自行核对" in words.confidence_tag("memory_only")


def test_every_block_of_a_document_is_shown_and_escaped():
    run = (Run(text="<b>罚款</b>", bold=True), Run(text="证据1", exhibit=1))
    blocks = (
        Heading(level=1, text="申诉书<"),
        Paragraph(runs=run),
        Items(items=(run,), ordered=True),
        Table(caption="损失", header=("项目",), rows=((run,),), widths=(1.0,)),
        Fields(caption="当事人", pairs=(("名称", run),)),
        SignaturePlace(),
        PageBreak(),
    )
    made = review_document.document_html(Document(kind="appeal", title="申诉书", blocks=blocks))
    assert made.count("&lt;b&gt;罚款&lt;/b&gt;") == 4
    assert "<b>" not in made
    assert "申诉书&lt;" in made
    assert "w-sign-place" in made


def claim(text, *exhibits):
    return SimpleNamespace(text=text, exhibits=exhibits, proven=bool(exhibits))


def test_each_claim_shows_its_exhibits_or_that_none_proves_it_yet():
    said = evidence_checklist.claims_html([claim("扣款 100 元", "x1", "x3"), claim("客服答应过")], {"x1": 1, "x3": 3})
    assert "2 条，1 条还没有证据" in said
    assert "证据1、证据3" in said
    assert said.index("客服答应过") < said.index("扣款 100 元"), "what lacks proof comes first"
    assert said.count("还没有证据</span>") == 1


def test_no_claims_nothing_to_say():
    assert evidence_checklist.claims_html([], {}) == ""


def test_the_score_says_how_it_is_counted():
    lacking = [SimpleNamespace(title="违规详情页")]
    assessment = SimpleNamespace(score=54, complete=False, arithmetic="… = 54%", missing=lambda _: lacking)
    said = evidence_checklist.score_html(assessment)
    for needed in ("必备计 3 分", "建议计 1 分", "不计分", "四舍五入", "54%", "还缺 1 项必备", "还缺：违规详情页"):
        assert needed in said


def test_one_word_for_what_helps():
    assert words.LEVELS == LEVEL_WORDS


def test_the_ladder_begins_after_the_recommendation():
    pack = load()
    rungs = [SimpleNamespace(channel=one, when="时候", why="") for one in ("pdd_ticket", "pdd_manual_review")]
    said = channel_choice.ladder_html(SimpleNamespace(ladder=rungs, recommended="pdd_ticket"), pack)
    assert pack.channels["pdd_ticket"].name not in said
    assert pack.channels["pdd_manual_review"].name in said


def test_arithmetic_that_waits_names_its_question():
    said = facts_key.unfinished_html(SimpleNamespace(label="规则公示到生效的天数", questions=("哪一天公示的？",)))
    assert "还差一个数才能算，请回答“哪一天公示的”。" in said


def test_the_basis_of_a_sum_says_how_sure_it_is():
    said = words.sure_basis_html(load(), ["PR-12", "EC-34", "GD-FEE"])
    assert "第十二条" in said
    assert "（已核对原文）" in said
    assert "（二手来源，使用前请核对）" in said


@pytest.mark.parametrize(
    ("name", "names", "words"),
    [
        ("证据.rar", ["证据.rar"], ""),
        ("证据.part1.rar", ["证据.part1.rar"], "这是第 1 卷；"),
        ("证据.part03.rar", ["证据.part03.rar", "别的.part01.rar"], "这是第 3 卷，没有收到第 1、2 卷；"),
        ("证据.part2.rar", ["证据.part1.rar", "证据.part2.rar"], "这是第 2 卷，收到的是第 1 至 2 卷；"),
    ],
)
def test_a_volume_says_which_others_are_missing(name: str, names: list[str], words: str) -> None:
    said = evidence_bundles.volume_words(name, names)
    assert said.startswith(words) and bool(said) == bool(words)


def test_the_fold_of_archives_says_what_waits_and_what_stayed_inside() -> None:
    def bundle(*left: LeftOut) -> Bundle:
        return Bundle(sha256="a" * 64, size=1, media_type="application/zip", received_at=now(), left_out=list(left))

    junk = LeftOut(name="Thumbs.db", why="系统自己生成的文件，不是证据。不用处理。")
    lost = LeftOut(name="a.exe", why="程序或网页文件，不会打开。")
    locked = LeftOut(name="b.png", why="要密码才能取出来。", locked=True)
    assert evidence_bundles.label([bundle(junk)]) == "压缩包和带附件的邮件（1）"
    said = evidence_bundles.label([bundle(junk, lost), bundle(locked, locked)])
    assert said == "压缩包和带附件的邮件（2）：1 个要密码，有 1 个文件没有取出"
