"""HTML of the step pages: nothing a person typed becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.ui.steps import markup

NASTY = "<script>alert(1)</script>\"'&"


@pytest.mark.parametrize(
    "made",
    [
        markup.paragraph(NASTY),
        markup.quiet(NASTY),
        markup.strong(NASTY),
        markup.tag(NASTY),
        markup.heading(NASTY),
        markup.plain_items([NASTY]),
        markup.pairs([(NASTY, "")]),
        markup.table(NASTY, [NASTY], [[markup.esc(NASTY)]]),
        markup.meter(0.5, NASTY),
        markup.marked(NASTY, [(0, 3)]),
        markup.link(NASTY, NASTY),
    ],
)
def test_typed_text_never_becomes_markup(made):
    assert "<script" not in made
    assert "alert(1)" in made


@given(text=st.text(max_size=60), spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_marking_loses_and_repeats_nothing(text, spans):
    made = markup.marked(text, [(start, min(end, len(text))) for start, end in spans])
    assert made.replace("<mark>", "").replace("</mark>", "") == markup.esc(text)


def test_empty_lists_and_tables_show_nothing():
    assert markup.items([]) == markup.pairs([]) == markup.box("") == ""


@pytest.mark.parametrize(("share", "percent"), [(-1, 0), (0, 0), (0.335, 34), (1, 100), (7, 100)])
def test_meter_stays_within_its_bar(share, percent):
    assert f'value="{percent}"' in markup.meter(share, "完整度")


def test_table_can_be_scrolled_from_the_keyboard():
    assert 'tabindex="0"' in markup.table("损失", ["项目"], [["甲"]])
