"""The labelled texts: enough of them, honest, and the held-out part truly apart."""

from collections import Counter
from pathlib import Path

import pytest

from wizard.knowledge.load import load
from wizard.knowledge.records.scenarios import OUTCOMES
from wizard.triage import judge
from wizard.triage.augment import Noise, variants
from wizard.triage.labelled import HELD_OUT, TRAIN, read_rows
from wizard.triage.model import OUT

PACK = load()
FOLDER = PACK.folder / "triage"
ROWS = {name: read_rows(FOLDER / name) for name in (TRAIN, HELD_OUT)}


@pytest.mark.parametrize("name", [TRAIN, HELD_OUT])
def test_labels_exist_in_the_pack(name):
    for row in ROWS[name]:
        assert row.scenario in OUTCOMES
        assert (row.way_out in PACK.ways_out) == (row.scenario == OUT), row.text
        assert row.scenario not in row.secondary


def test_every_scenario_has_many_texts_in_both_parts():
    for name, least in ((TRAIN, 90), (HELD_OUT, 30)):
        assert min(Counter(row.scenario for row in ROWS[name]).values()) >= least


def test_no_voice_and_no_text_is_in_both_parts():
    train, held = ROWS[TRAIN], ROWS[HELD_OUT]
    assert not {row.author for row in train} & {row.author for row in held}
    assert not {row.text for row in train} & {row.text for row in held}


def test_the_strangers_texts_were_never_fitted():
    strangers = read_rows(Path(__file__).resolve().parents[2] / "fixtures" / "triage" / "strangers.jsonl")
    assert len(strangers) == 326
    assert not {row.text for row in strangers} & {row.text for rows in ROWS.values() for row in rows}


def test_the_noise_is_the_same_each_time_and_keeps_or_names_the_label():
    noise = Noise.of(FOLDER)
    rows = ROWS[TRAIN][:80]
    assert variants(rows, noise, 1) == variants(rows, noise, 1)
    allowed = {turn.label for turn in noise.turns} | {row.label for row in rows}
    assert {row.label for row in variants(rows, noise, 1)} <= allowed


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "a", "scenario": "settlement", "author": "b"}\n{"text": 1}\n', "utf-8")
    with pytest.raises(ValueError, match="第 2 行"):
        read_rows(path)


def test_the_shipped_weights_still_fit_texts_they_never_saw():
    """A floor below the measured figures (see docs/decisions): breaks when weights, words or code drift apart."""
    rows = ROWS[HELD_OUT][::4]
    said = [judge(row.text, {}, PACK) for row in rows]
    right = sum(one.scenario == row.scenario for one, row in zip(said, rows, strict=True))
    second = sum(row.scenario in [n for n, _ in one.ranking[:2]] for one, row in zip(said, rows, strict=True))
    assert right / len(rows) >= 0.85
    assert second / len(rows) >= 0.94
