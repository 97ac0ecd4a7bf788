"""Chinese line breaking: what a reader would call a mistake must not happen, whatever the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.package.layout.lines import Inline, break_lines, text_width
from wizard.package.layout.styles import BODY, PLAIN

WIDTH = 200.0
FORBIDDEN_START = "，。、；：！？”’）》」』】〕"
FORBIDDEN_END = "“‘（《「『【〔"
SAMPLE = (
    "本店于2026年10月3日10:21在商家后台“违规管理”页面收到处罚通知（编号：FK20261003-118844），平台以“虚假发货”为由扣除"
    "保证金￥1,234.50元。该通知未附任何计算方法；申诉入口https://mms.pinduoduo.com/aftersales/appeal?order_sn=260418-5512"
    "03948817263&type=7在三日内关闭……《网络交易监督管理办法》第二十九条。"
)


def texts(lines):
    return ["".join(span.text for span in line.spans) for line in lines]


@pytest.mark.parametrize("width", range(90, 480, 7))
def test_no_line_begins_or_ends_wrongly_and_none_overflows(width):
    lines = break_lines([Inline(SAMPLE)], BODY, width)
    for line, text in zip(lines, texts(lines), strict=True):
        assert text[0] not in FORBIDDEN_START
        assert text[-1] not in FORBIDDEN_END
        room = width + (BODY.size / 2 if text[-1] in FORBIDDEN_START else 0)  # a closing mark hangs its blank half
        assert line.width <= room + 0.1


@given(st.text(alphabet="中文字，。“”（）《》、；：！？…—abcABC019.,:/ ", max_size=120), st.integers(60, 400))
@settings(max_examples=150)
def test_nothing_is_lost(text, width):
    joined = "".join(texts(break_lines([Inline(text)], PLAIN, width)))
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_words_and_numbers_stay_whole():
    lines = texts(break_lines([Inline(SAMPLE)], PLAIN, 150))
    for word in ("2026", "10:21", "FK20261003-118844", "￥1,234.50"):
        assert any(word in line for line in lines), word


def test_long_addresses_break_at_their_separators():
    address = "https://mms.pinduoduo.com/aftersales/appeal?order_sn=260418-551203948817263&type=7"
    lines = texts(break_lines([Inline(address)], PLAIN, 120))
    assert "".join(lines) == address
    assert all(line[-1] in "/?&=_.,:;@#-7" for line in lines)


def test_full_lines_reach_the_margin_and_the_last_does_not():
    lines = break_lines([Inline("字" * 50 + "。" + "文" * 20)], PLAIN, 205)
    for line in lines[:-1]:
        assert line.width == pytest.approx(205, abs=0.1)
    assert lines[-1].width < 205


def test_a_digest_is_broken_and_complete():
    digest = "0123456789abcdef" * 4
    lines = texts(break_lines([Inline(digest)], replace(PLAIN, size=9), 150))
    assert "".join(lines) == digest and len(lines) > 1


@pytest.mark.parametrize("text", ["", " ", "\n", "，", "（", "a" * 500, "（" * 50, "。" * 50])
def test_odd_texts_do_not_hang(text):
    assert break_lines([Inline(text)], PLAIN, 50)


def test_width_of_chinese_is_its_size():
    assert text_width("四个汉字", 10) == pytest.approx(40)


@pytest.mark.parametrize("width", range(60, 480, 3))
@pytest.mark.parametrize("style", [BODY, PLAIN, replace(PLAIN, align="left")])
def test_no_character_stands_alone_on_a_last_line(style, width):
    text = (
        "平台应当公示修改前的规则并说明理由，请求撤销处罚，退还已扣的全部款项，书面答复本店，并告知复核的途径和期限。"
    )
    for count in range(len(text) - 14, len(text)):
        lines = texts(break_lines([Inline(text[:count] + "。")], style, width))
        assert len(lines) == 1 or len(lines[-1].strip(FORBIDDEN_START)) > 1, lines
        assert "".join(lines) == text[:count] + "。"


def test_a_long_word_alone_takes_nothing_down():
    lines = texts(break_lines([Inline("处罚通知的编号是FK20261003-118844")], replace(PLAIN, align="left"), 100))
    assert lines[-1] == "FK20261003-118844"


@pytest.mark.parametrize("width", range(60, 300, 3))
def test_the_page_of_a_mention_is_never_torn(width):
    mention = [
        Inline("证据1", whole=True),
        Inline("（第", whole=True),
        Inline("88", page_of="exhibit-1", whole=True, joined=True),
        Inline("页）", whole=True, joined=True),
    ]
    lines = texts(break_lines([Inline("处罚通知写明金额和依据，见"), *mention, Inline("，另见下文。")], PLAIN, width))
    assert any("（第88页）" in line for line in lines), lines
    assert any("证据1" in line for line in lines), lines
