"""One record of each kind, broken on disk as an author breaks it: what the check says about it."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from wizard.knowledge.checks import check
from wizard.knowledge.checks.content import RECORD_TYPES, read_content, record_type_of
from wizard.knowledge.load import Pack, load
from wizard.knowledge.pack import KnowledgeError, raw_records, topic_files

CHINESE = re.compile("[\u4e00-\u9fff]")
REAL = load("pinduoduo").folder


def _without_a_field(raw: dict) -> str:
    del raw["sources"]
    return "sources"


def _misspelt(raw: dict) -> str:
    raw["confidense"] = raw["confidence"]
    return "confidense"


def _no_date(raw: dict) -> str:
    raw["review_by"] = "明年"
    return "review_by"


def _no_confidence(raw: dict) -> str:
    raw["confidence"] = "sure"
    return "confidence"


MISTAKES = {"missing": _without_a_field, "misspelt": _misspelt, "date": _no_date, "choice": _no_confidence}


def _copy(folder: Path) -> Pack:
    """The pack without its labelled texts, which no check reads."""
    shutil.copytree(REAL, folder, ignore=shutil.ignore_patterns("triage"))
    return Pack(folder)


def _break(pack: Pack, topic: str, mistake: str) -> tuple[str, str, str]:
    """Break the first record of a topic; where the check must point: file, record, field."""
    path = topic_files(pack.folder, topic)[0]
    records = [dict(raw) for raw in raw_records(path, topic)]
    field = MISTAKES[mistake](records[0])
    path.write_text(yaml.safe_dump({topic: records}, allow_unicode=True, sort_keys=False), "utf-8")
    return path.relative_to(pack.folder).as_posix(), records[0]["id"], field


def _topics_with_records() -> list[str]:
    return [topic for topic in RECORD_TYPES if any(raw_records(path, topic) for path in topic_files(REAL, topic))]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_record_of_each_kind_is_named_with_file_field_and_mend(tmp_path, mistake):
    pack = _copy(tmp_path / "pack")
    broken = {topic: _break(pack, topic, mistake) for topic in _topics_with_records()}
    found = {(finding.file, finding.record, finding.field): finding for finding in read_content(pack).broken}
    for topic, place in broken.items():
        assert place in found, (topic, place)
        said = found[place].in_words
        assert all(part in said for part in place)
        assert CHINESE.search(found[place].message)
        assert CHINESE.search(found[place].suggestion)


def test_all_checks_run_on_over_a_pack_with_a_broken_record_of_each_kind(tmp_path):
    pack = _copy(tmp_path / "pack")
    broken = {_break(pack, topic, "missing") for topic in _topics_with_records()}
    assert broken <= {(finding.file, finding.record, finding.field) for finding in check(pack)}


def test_loading_stops_at_a_broken_record_with_the_same_words(tmp_path):
    pack = _copy(tmp_path / "pack")
    _file, record, field = _break(pack, "penalties", "missing")
    with pytest.raises(KnowledgeError, match=f"记录 {record} 的字段 {field}：缺少这个字段，请补上"):
        pack.penalties  # noqa: B018 - read when first asked for


def test_a_file_that_is_no_yaml_is_named_and_the_others_are_still_read(tmp_path):
    pack = _copy(tmp_path / "pack")
    (pack.folder / "myths.yaml").write_text("myths:\n  - id: [recording\n", "utf-8")
    content = read_content(pack)
    (finding,) = content.broken
    assert finding.file == "myths.yaml"
    assert finding.suggestion
    assert content.topic("channels")


def test_every_kind_of_record_has_one_to_break():
    empty = set(RECORD_TYPES) - set(_topics_with_records())
    assert empty <= {"calendar"}, "a year of the calendar is added only when the library does not know it"
    assert all(record_type_of(topic) for topic in RECORD_TYPES)
