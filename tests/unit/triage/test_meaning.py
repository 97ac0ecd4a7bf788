"""Meaning: a long story is read in pieces, whatever its punctuation."""

from hypothesis import given
from hypothesis import strategies as st

from wizard.triage.meaning import FIRST, LAST, PIECE, meaning_of, pieces


def test_a_short_text_is_one_piece_and_a_long_one_keeps_its_beginning_and_end():
    assert pieces(" 平台罚款，我不服。") == ["平台罚款，我不服。"]
    long = "".join(f"第{number}句话说的是另外一件事，和前面没有关系。" for number in range(40))
    found = pieces(long)
    assert len(found) == FIRST + LAST
    assert "第0句" in found[0]
    assert "第39句" in found[-1]


@given(st.text(max_size=600))
def test_pieces_are_short_and_come_from_the_text(text):
    for piece in pieces(text):
        assert 0 < len(piece) <= PIECE
        assert piece in text


def test_nothing_has_no_meaning():
    assert meaning_of(" \n ") is None
