import pytest
import yaml

from wizard.knowledge import check, show
from wizard.knowledge.load import Pack, load
from wizard.knowledge.pack import KnowledgeError

MYTH = {
    "id": "m",
    "title": "标题",
    "read_elsewhere": "别处说",
    "truth": "事实",
    "why": "原因",
    "sources": [{"title": "某文"}],
    "confidence": "memory_only",
    "reviewed_on": "2026-11-22",
    "review_by": "2027-05-22",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pack.yaml").write_text("platform: x\nname: 某平台\nreviewed_on: 2026-11-22\n", "utf-8")
    return tmp_path


def written(folder, topic, records):
    (folder / f"{topic}.yaml").write_text(yaml.safe_dump({topic: records}, allow_unicode=True), "utf-8")
    return Pack(folder)


def complaint(folder, **changes):
    record = {name: value for name, value in (MYTH | changes).items() if value is not ...}
    with pytest.raises(KnowledgeError) as caught:
        _ = written(folder, "myths", [record]).myths
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ...}, "title", "缺少"),
        ({"title": ""}, "title", "不能是空"),
        ({"titel": "x"}, "titel", "没有这个字段"),
        ({"sources": []}, "sources", "至少要有 1 项"),
        ({"sources": "某文"}, "sources", "列表"),
        ({"confidence": "sure"}, "confidence", "只能是其中之一"),
        ({"reviewed_on": "昨天"}, "reviewed_on", "2026-11-22"),
        ({"id": "有空格 的"}, "id", "格式不对"),
        ({"title": 3}, "title", "文字"),
    ],
)
def test_a_broken_record_names_file_record_and_field_in_chinese(folder, changes, field, words):
    said = complaint(folder, **changes)
    record = changes.get("id", "m")
    assert said.startswith(f"myths.yaml：记录 {record} 的字段 {field}")
    assert words in said


def test_a_record_without_an_id_is_said(folder):
    assert "（没有 id）" in complaint(folder, id=...)


def test_two_records_with_one_id_are_said(folder):
    pack = written(folder, "myths", [MYTH, MYTH])
    with pytest.raises(KnowledgeError, match="记录 m 重复"):
        _ = pack.myths


@pytest.mark.parametrize("text", ["myths:\n  id: m\n", "- id: m\n", "mythen: []\n"])
def test_a_file_of_another_shape_is_said(folder, text):
    (folder / "myths.yaml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match="最外层要有“myths：”"):
        _ = Pack(folder).myths


def test_broken_yaml_is_said_with_its_file(folder):
    (folder / "myths.yaml").write_text("myths: [", "utf-8")
    with pytest.raises(KnowledgeError, match=r"myths.yaml.*YAML"):
        _ = Pack(folder).myths


def test_an_empty_file_holds_nothing(folder):
    (folder / "myths.yaml").write_text("", "utf-8")
    assert len(Pack(folder).myths) == 0


def test_the_checks_report_every_broken_record_and_go_on(folder):
    records = [MYTH | {"title": ""}, MYTH | {"id": "n", "confidence": "sure"}, MYTH | {"id": "o", "truth": "好！"}]
    (folder / "procedures.yaml").write_text("procedures: 3\n", "utf-8")
    findings = check(written(folder, "myths", records))
    assert {("readable", "myths.yaml", "m", "title"), ("readable", "myths.yaml", "n", "confidence")} <= {
        (finding.check, finding.file, finding.record, finding.field) for finding in findings
    }
    assert any(finding.check == "readable" and finding.file == "procedures.yaml" for finding in findings)
    assert any(finding.check == "calm" and finding.record == "o" for finding in findings)


def test_a_record_is_shown_with_its_sources():
    (law,) = show(load("pinduoduo"), "PR-19")
    assert (law["topic"], law["article"]) == ("laws", "第十九条")
    assert law["file"] == "laws/platform_rules_measures.yaml"
    assert law["sources"][0]["url"].startswith("https://")


def test_records_of_one_id_in_several_topics_are_all_shown():
    topics = {record["topic"] for record in show(load("pinduoduo"), "media")}
    assert {"channels", "routes"} <= topics


def test_a_retired_id_shows_its_successor(folder):
    (folder / "pack.yaml").write_text("reviewed_on: 2026-11-22\nredirects: {myths: {old: m}}\n", "utf-8")
    (record,) = show(written(folder, "myths", [MYTH]), "old")
    assert record["id"] == "m"


def test_an_unknown_id_shows_nothing():
    assert show(load("pinduoduo"), "no_such") == []
