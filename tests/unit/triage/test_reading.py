"""Reading: one alphabet, one width, and the way back to the merchant's own characters."""

from hypothesis import given
from hypothesis import strategies as st

from wizard.triage.reading import BREAK, HEAD, TAIL, read


def words(text):
    return [word for word in read(text).words if word != BREAK]


def test_traditional_full_width_and_capitals_read_like_plain_text():
    assert words("拼多多罰款ＡＢＣ") == words("拼多多罚款abc")


def test_numbers_become_kinds():
    assert words("扣3000元") == words("扣18.5元")
    assert words("单号202611220001") == ["单", "号", "№"]


def test_english_words_lose_their_endings():
    assert words("They fined us") == words("they fining us")


def test_symbols_point_to_the_original_text():
    text = "我，罰款！"
    found = [text[s.start : s.end] for s in read(text).symbols if s.text not in (BREAK,)]
    assert found == ["我", "罰", "款"]


def test_a_very_long_text_is_read_at_both_ends_and_says_so():
    reading = read("甲" * HEAD + "乙丙丁" * 40_000 + "罚款不服" * (TAIL // 4))
    assert reading.truncated
    assert len(reading.symbols) <= HEAD + TAIL + 2
    assert reading.words[-5:-1] == list("罚款不服")


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_places_lie_inside_it(text):
    for symbol in read(text).symbols:
        assert 0 <= symbol.start <= symbol.end <= len(text)
