from hypothesis import given
from hypothesis import strategies as st

from wizard.drafting.sentences import closed, fill, open_ended, split_sentences, tidy


def test_a_sentence_with_an_empty_slot_is_not_printed():
    assert fill("金额{amount}。", {"amount": ""}) is None
    assert fill("金额{amount}。", {}) is None


def test_an_optional_stretch_without_data_is_left_out_alone():
    text = "处罚[[（单号：{number}）]]有异议[[，涉及{amount}]]。"
    assert fill(text, {"amount": "5元"}) == "处罚有异议，涉及5元。"
    assert fill(text, {}) == "处罚有异议。"


def test_what_a_merchant_types_is_never_read_as_a_slot():
    assert fill("说明：{text}。", {"text": "{self}和[[{other}]]", "self": "本店"}) == "说明：{self}和[[{other}]]。"


def test_sentences_end_once():
    assert closed("已经扣款。") == "已经扣款。"
    assert closed("已经扣款，") == "已经扣款。"
    assert closed("他说“不行。”") == "他说“不行。”"
    assert closed("  ") == ""
    assert tidy("内容，。") == "内容。"


def test_a_persons_words_fit_inside_a_sentence():
    assert open_ended("第一行\n第二行。") == "第一行 第二行"


@given(st.text(alphabet="一二三。！？\n，a1 ", max_size=80))
def test_splitting_loses_nothing_but_line_breaks_and_spaces(text):
    kept = "".join(split_sentences(text))
    assert kept.replace(" ", "") == text.replace("\n", "").replace(" ", "")
