import email
import email.policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.drafting.helpers import composed
from tests.unit.drafting.stories import STORIES, story
from wizard.document import Document, Items, Paragraph, Run
from wizard.drafting import Attachment, channel_texts, mail_message
from wizard.drafting.cutting import clause_cut, fitted, pieces_of
from wizard.drafting.sentences import split_sentences


def texts(case, pack, channel):
    return channel_texts(composed(case, pack, channel), case, pack.channels[channel])


@pytest.mark.parametrize("scenario", STORIES)
def test_every_channel_has_texts_within_its_limits(pack, scenario):
    for channel in pack.channels:
        found = texts(story(scenario), pack, channel)
        assert found
        assert len({text.file_name for text in found}) == len(found)
        for field in (field for text in found for field in text.fields):
            assert field.limit is None or len(field.text) <= field.limit, (channel, field.label)


def description(case, pack):
    form = texts(case, pack, "pdd_aftersale_appeal")[0]
    return next(field for field in form.fields if field.limit == 300)


def test_three_hundred_characters_keep_who_when_what_and_demand(pack):
    field = description(story("aftersales_dispute"), pack)
    assert field.cut
    for needed in ("本店", "2026年11月8日", "261101-123456789012345", "268.00元", "撤销本单对本店的判责", "由人工"):
        assert needed in field.text
    assert field.left_out


def test_no_sentence_is_cut_in_the_middle(pack):
    document = composed(story("aftersales_dispute"), pack, "pdd_aftersale_appeal")
    whole = {piece.text for piece in pieces_of(document, ("summary", "facts", "grounds", "demands"))}
    for sentence in description(story("aftersales_dispute"), pack).text.split("\n"):
        assert sentence.endswith(("。", "）"))
    assert any(text in description(story("aftersales_dispute"), pack).text for text in whole)


def test_what_fits_is_left_alone(pack):
    case = story("support_misconduct")
    form = texts(case, pack, "pdd_ticket")[0]
    assert not any(field.cut for field in form.fields)
    assert "没有写全" not in form.content


def test_what_was_left_out_is_said(pack):
    form = texts(story("aftersales_dispute"), pack, "pdd_aftersale_appeal")[0]
    assert "为了不超过字数，下列部分没有写全" in form.content


def test_a_field_that_is_chosen_on_the_page_says_so(pack):
    form = texts(story("aftersales_dispute"), pack, "pdd_aftersale_appeal")[0]
    reason = next(field for field in form.fields if field.label == "申诉原因")
    assert reason.text == ""
    assert reason.help


def test_the_call_card_has_what_a_caller_needs(pack):
    card = texts(story("fine_dispute"), pack, "pdd_hotline")[0]
    for needed in ("开场一句话", "WG2026110300017", "三个要问的问题", "客服工号", "不提供验证码", "录音"):
        assert needed in card.content


def test_the_mail_opens_as_a_draft_without_an_address(pack):
    file = next(text for text in texts(story("settlement"), pack, "pdd_email") if text.file_name.endswith(".eml"))
    message = email.message_from_bytes(file.content, policy=email.policy.default)
    assert message["To"] is None
    assert message["X-Unsent"] == "1"
    assert len(message["Subject"]) <= 60
    assert "补付结算差额7,379.50元" in message.get_content()


def test_attachments_keep_name_and_content(pack):
    case = story("settlement")
    document = composed(case, pack, "pdd_email")
    message = mail_message(document, case, [Attachment("账单 10月.xlsx", b"PK\x03\x04", "application/vnd.ms-excel")])
    attached = next(email.message_from_bytes(message.as_bytes(), policy=email.policy.default).iter_attachments())
    assert attached.get_filename() == "账单 10月.xlsx"
    assert attached.get_content() == b"PK\x03\x04"


def test_a_header_cannot_be_smuggled_in(pack):
    case = story("settlement")
    case.shop.email = "a@b.cn Bcc: x@y.z"
    document = composed(case, pack, "pdd_email").model_copy(update={"subject": "一行\r\nBcc: x@y.z"})
    message = email.message_from_bytes(mail_message(document, case).as_bytes(), policy=email.policy.default)
    assert message["Bcc"] is None


DESCRIBED = ("summary", "identifiers", "facts", "loss", "grounds", "demands", "evidence")


@settings(max_examples=40)
@given(st.sampled_from(list(STORIES)), st.integers(150, 2000))
def test_at_every_limit_who_when_what_and_demand_are_kept(pack, scenario, limit):
    document = composed(story(scenario), pack, "pdd_ticket")
    cut = fitted(pieces_of(document, DESCRIBED), limit).text
    claim, first_demand = pieces_of(document, ("summary",))[0].text, pieces_of(document, ("demands",))[0].text
    assert len(cut) <= limit
    assert cut.startswith(claim[:30]), "who, when and what stand in the claim"
    assert first_demand.rstrip("。") in cut
    assert "：结果：" not in cut, "no result without what it is the result of"
    for line in cut.split("\n"):
        assert not line.startswith(("goods_id", "结果")), line


def test_an_address_with_a_question_mark_is_one_piece():
    text = "链接：https://mobile.yangkeduo.com/goods.html?goods_id=1。后一句？真的吗! 好。"
    assert split_sentences(text) == [
        "链接：https://mobile.yangkeduo.com/goods.html?goods_id=1。",
        "后一句？",
        "真的吗!",
        "好。",
    ]


WORDS = st.text(alphabet="甲乙丙丁，。！a1", min_size=1, max_size=60)


def paper(lines):
    block = Items(ordered=True, items=tuple((Run(text=line),) for line in lines), part="timeline")
    head = Paragraph(runs=(Run(text="主张。"),), part="summary")
    return Document(kind="x", title="题", subject="主张。", blocks=(head, block))


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=12), st.integers(3, 200))
def test_cutting_never_exceeds_the_limit_and_keeps_the_claim(lines, limit):
    result = fitted(pieces_of(paper(lines), ("summary", "timeline")), limit)
    assert len(result.text) <= limit
    assert result.text.startswith("主张")


@given(st.text(alphabet="甲乙，、；", min_size=1, max_size=60), st.integers(1, 60))
def test_a_clause_cut_is_never_too_long(text, limit):
    assert len(clause_cut(text, limit)) <= max(limit, 1)
