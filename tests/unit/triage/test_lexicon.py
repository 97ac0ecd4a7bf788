"""The lexicon: what a text denies is told apart, and a wrong character with the right sound is still heard."""

import pytest

from wizard.knowledge.load import load
from wizard.triage import judge
from wizard.triage.features import counts
from wizard.triage.lexicon import Lexicon
from wizard.triage.reading import read

PACK = load()
LEXICON = Lexicon.of(PACK.folder / "triage")

DENYING = [
    ("不是罚款的事，是货款没到", "是货款没到"),
    ("我不投诉客服，我投诉的是那张罚单", "我投诉的是那张罚单"),
    ("没有人扣我钱，按钮点了没反应", "按钮点了没反应"),
    ("跟买家没关系！是你们判错了", "是你们判错了"),
    ("規則我認，罰錯了", "罰錯了"),
    ("我没有违规但你们罚了我", "但你们罚了我"),
]


@pytest.mark.parametrize(("text", "left"), DENYING)
def test_what_a_text_denies_is_told_apart(text, left):
    said = read(text, LEXICON.denials.spans).asserted(text)
    assert said.strip("，！") == left


@pytest.mark.parametrize(
    "text", ["这不是抢钱吗", "没人理我", "是不是扣错了", "货款没到账", "没通知就改规则", "不说理由就罚"]
)
def test_complaints_that_only_look_like_denials_are_kept(text):
    assert read(text, LEXICON.denials.spans).denied == ()


def test_a_text_that_only_denies_is_still_read():
    reading = read("不是罚款的事", LEXICON.denials.spans)
    assert "罚" in reading.words
    assert reading.denied == ()


def test_what_is_denied_decides_nothing_and_is_never_a_reason():
    text = "不是罚款的事，没封店，是货款两个月没到账，提现也提不出来"
    said = judge(text, {}, PACK)
    assert said.scenario == "settlement"
    assert not any("罚款" in reason.phrase or "封店" in reason.phrase for reason in said.reasons)


def test_a_misheard_word_sounds_the_same():
    def sounds(text):
        return {feature for feature in counts(read(text).words, [], LEXICON) if feature.startswith("~")}

    assert sounds("货款") & sounds("或款")
    assert sounds("保证金") & sounds("保正金")
    assert not sounds("货款") & sounds("罚款")


@pytest.mark.parametrize(
    ("letters", "characters"), [("huo kuan mei dao zhang", "货款没到账"), ("pingtai bu xiangying", "平台不响应")]
)
def test_what_is_written_in_letters_sounds_like_its_characters(letters, characters):
    def heard(text):
        return {feature for feature in counts(read(text).words, [], LEXICON) if feature.startswith("~")}

    assert heard(letters) == heard(characters)


def test_every_sound_is_spelt_in_plain_letters():
    assert all(sound.isascii() and sound.isalpha() for sound in LEXICON.sounds.spelled.values())
    assert len(LEXICON.sounds.spelled) > 6000
