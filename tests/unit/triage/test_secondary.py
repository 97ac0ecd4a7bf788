"""The second scenario: named when the story has one, in whatever half-sentence it stands, and hardly ever else."""

import pytest

from wizard.knowledge.load import load
from wizard.triage import judge
from wizard.triage.labelled import HELD_OUT, read_rows
from wizard.triage.lexicon import Lexicon
from wizard.triage.model import OUT
from wizard.triage.reading import read

PACK = load()
LEXICON = Lexicon.of(PACK.folder / "triage")

MIXED = [
    ("后台崩了三天打不了单，结果反过来说我发货晚，罚了四百二，罚款退我，系统也修好", {"system_bug", "fine_dispute"}),
    (
        "推广费白花了三千，一单都没有，退钱；对接的人态度恶劣，骂我，也要投诉",
        {"misleading_promotion", "support_misconduct"},
    ),
    ("这单仅退款判错了，钱还我；仅退款这个规则本身也该取消，太不公平", {"aftersales_dispute", "unfair_rules"}),
]


@pytest.mark.parametrize(("text", "both"), MIXED)
def test_both_matters_of_a_mixed_story_are_named(text, both):
    said = judge(text, {}, PACK)
    assert {said.scenario, *said.secondary} == both


def test_few_plain_stories_are_given_a_second_matter():
    """A floor above the share that the fitting allows on writers it has not seen."""
    plain = [row for row in read_rows(PACK.folder / "triage" / HELD_OUT) if row.scenario != OUT and not row.secondary]
    named = [bool(judge(row.text, {}, PACK).secondary) for row in plain[::4]]
    assert sum(named) / len(named) <= 0.15


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("货款少了三百块，客服一直不理我。推广费也没退给我", 3),
        ("唉，真是的，货款一直没有到账", 1),
        ("", 0),
    ],
)
def test_clauses_end_with_punctuation_and_short_ones_join_the_next(text, clauses):
    found = read(text, LEXICON.denials.spans).clauses(text)
    assert len(found) == clauses
    assert all(clause.words for clause in found)
