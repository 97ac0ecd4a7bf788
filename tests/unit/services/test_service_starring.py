"""Stars from proposal to package: no planted name, number or address can be dug out of anything that is submitted."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.unit.evidence.starring import makers
from tests.unit.services.test_service_evidence import upload
from tests.unit.services.test_service_readings import wait
from wizard.case import Case, Event, Exhibit, Hidden
from wizard.changes import Change
from wizard.evidence.starring import survey_of
from wizard.evidence.starring.workbooks import WorkbookOut
from wizard.package.errors import NotMasked
from wizard.services import cases, packages, readings, starring
from wizard.services.building import Build, draw
from wizard.services.case_files import Wanted, build_package
from wizard.services.errors import NotAllowed, NotFound, Refused, Unavailable
from wizard.services.instance import Instance
from wizard.services.signing import SignerChoice, check
from wizard.services.workers import JobTimeout

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMN = Hidden(scope="column", kind="name", column=3, below=1, words="收货人")


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.owner).case.id


@pytest.fixture
def table(instance: Instance, office, case_id: str, tmp_path: Path) -> str:
    """An order export in the case, looked through."""
    content = makers.csv_file(tmp_path / "订单.csv").read_bytes()
    exhibit_id = upload(instance, office.owner, case_id, "订单.csv", content).exhibit.id
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    return exhibit_id


def exhibit_in(instance: Instance, office, case_id: str) -> Exhibit:
    return cases.read(instance, office.owner, case_id).case.exhibits[0]


def test_nothing_is_hidden_without_a_click_and_everything_with_one(instance: Instance, office, case_id, table) -> None:
    before = exhibit_in(instance, office, case_id)
    assert before.hidden == [] and before.personal_data == "unknown"
    assert {"姓名", "电话号码", "地址"} <= set(before.readout.personal)
    found = starring.looked(instance, office.viewer, case_id, table)
    assert {spot.words for spot in found.proposed if spot.scope == "column"} == {"收货人", "手机", "收货地址"}
    starring.hide(instance, office.editor, case_id, table, found.proposed)
    after = exhibit_in(instance, office, case_id)
    assert after.personal_data == "masked" and len(after.hidden) == len(found.proposed)
    assert starring.looked(instance, office.viewer, case_id, table).proposed == []
    starring.hide(instance, office.editor, case_id, table, found.proposed)
    assert len(exhibit_in(instance, office, case_id).hidden) == len(found.proposed)


def test_one_can_be_left_out_and_words_added(instance: Instance, office, case_id, table) -> None:
    found = starring.looked(instance, office.owner, case_id, table).proposed
    starring.hide(instance, office.owner, case_id, table, found[:1])
    [one] = exhibit_in(instance, office, case_id).hidden
    starring.show_again(instance, office.owner, case_id, table, one.id)
    assert exhibit_in(instance, office, case_id).personal_data == "unknown"
    starring.hide_words(instance, office.owner, case_id, table, "  导出人 ")
    assert exhibit_in(instance, office, case_id).hidden[0].words == "导出人"
    assert "#****：客服" in "\n".join(starring.opening(instance, office.owner, case_id, table))
    for words in ("王", "  ", "字" * 201):
        with pytest.raises(Refused):
            starring.hide_words(instance, office.owner, case_id, table, words)


def test_the_merchants_own_phone_is_not_proposed(instance: Instance, office, case_id, tmp_path) -> None:
    case = cases.read(instance, office.owner, case_id)
    change = cases.Change("shop.phone", "", makers.PHONE)
    cases.save(instance, office.owner, case_id, [change], case)
    text = f"联系电话 {makers.PHONE}，另一个 {makers.OTHER_PHONE}".encode()
    exhibit_id = upload(instance, office.owner, case_id, "a.txt", text).exhibit.id
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    found = starring.looked(instance, office.owner, case_id, exhibit_id)
    assert [spot.words for spot in found.proposed] == [makers.OTHER_PHONE]


def test_only_who_may_write_hides_and_strangers_see_nothing(instance: Instance, office, case_id, table) -> None:
    with pytest.raises(NotAllowed):
        starring.hide_words(instance, office.viewer, case_id, table, "王小芳")
    for asked in (starring.looked, starring.opening):
        with pytest.raises(NotFound):
            asked(instance, office.stranger, case_id, table)


FILES = {
    "a.xlsx": (makers.workbook, XLSX),
    "b.csv": (makers.csv_file, "text/csv"),
    "c.docx": (makers.document, DOCX),
    "d.eml": (makers.mail, "message/rfc822"),
    "e.txt": (lambda path: path.write_text(makers.CHAT, "utf-8"), "text/plain"),
}


def test_no_package_that_submits_a_copy_holds_anything_planted_anywhere(tmp_path: Path) -> None:
    evidence, exhibits = tmp_path / "evidence", []
    evidence.mkdir()
    for name, (make, media_type) in FILES.items():
        make(evidence / name)
        hidden = [spot.hidden() for spot in survey_of(evidence / name, media_type).spots]
        hidden += [Hidden(scope="words", kind="name", words=words) for words in (makers.NAME, makers.OTHER_NAME)]
        one = Exhibit(file_name=name, title=f"第{name[0]}份", media_type=media_type, hidden=hidden)
        one.personal_data, one.transcript = "masked", f"{makers.NAME}说电话{makers.PHONE}"
        exhibits.append(one)
    package = built(tmp_path, evidence, exhibits)
    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for name in archive.namelist():
            assert makers.found_in(archive.read(name)) == [], name
        rows = [row for row in manifest["files"] if row.get("exhibit")]
        assert len(rows) == len(FILES) and all(row["masked_copy"] and row["original_sha256"] for row in rows)
        assert [Path(row["name"]).suffix for row in rows] == [".xlsx", ".csv", ".docx", ".eml", ".txt"]
        text = makers.everything_in_pdf(archive.read(manifest["pdf"]))
    assert makers.found_in(package.read_bytes()) == []
    squeezed = "".join(text.split())
    for kept in (makers.ORDER, makers.AMOUNT, "王**", "138****5678", "提交的是遮挡稿，3列", "公式、批注、图片"):
        assert kept in squeezed, kept
    assert "其余见原件" not in squeezed


def built(tmp_path: Path, evidence: Path, exhibits: list[Exhibit], channel: str = "samr_report") -> Path:
    case = Case(
        scenario="fine_dispute",
        channel=channel,
        narrative="平台罚款。",
        timeline=[Event(on="2026-11-01", what="被罚款")],
        exhibits=exhibits,
        missing_evidence_reason="暂时没有",
    )
    result, _ = build_package(case, Wanted(evidence, tmp_path / "out", tmp_path / "authority", signer="林晴"))
    return result.path


def test_a_copy_that_cannot_be_made_stops_the_package_and_says_how_to_mend_it(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    broken = Exhibit(file_name="a.xlsx", media_type=XLSX, hidden=[COLUMN], personal_data="masked")
    with pytest.raises(NotMasked, match="重新下载"):
        built(tmp_path, evidence, [broken])
    assert not list((tmp_path / "out").glob("*.zip"))


def test_an_order_export_nobody_dealt_with_is_not_signed(tmp_path: Path) -> None:
    from wizard.evidence.reading import read_file, readout_of
    from wizard.services import judgement

    path = makers.csv_file(tmp_path / "a.csv")
    exhibit = Exhibit(file_name="a.csv", media_type="text/csv")
    case = Case(
        scenario="fine_dispute",
        channel="samr_report",
        narrative="罚款",
        exhibits=[exhibit],
        missing_evidence_reason="无",
    )
    exhibit.readout = readout_of(read_file(path, "text/csv"), judgement.pack(case))
    choice = SignerChoice(name="林晴", consent="同意")
    with pytest.raises(Refused, match="姓名"):
        check(case, choice, "")
    exhibit.hidden, exhibit.personal_data = [COLUMN], "masked"
    check(case, choice, "")


def test_what_the_public_reads_is_looked_through_once_more(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    makers.csv_file(evidence / "a.csv")
    exhibit = Exhibit(file_name="a.csv", media_type="text/csv", hidden=[COLUMN], personal_data="masked")
    with pytest.raises(NotMasked, match="还像是有.*电话号码.*公开"):
        built(tmp_path, evidence, [exhibit], "media")
    exhibit.hidden = [spot.hidden() for spot in survey_of(evidence / "a.csv", "text/csv").spots]
    assert makers.found_in(built(tmp_path, evidence, [exhibit], "media").read_bytes()) == []


def test_a_preview_of_a_large_table_shows_its_beginning_and_says_what_is_written_at_signing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = WorkbookOut(path)
    book.sheet("订单", [makers.HEADER, *(makers.ROWS[0] for _ in range(1000))])
    book.close()
    hidden = [spot.hidden() for spot in survey_of(path, XLSX).spots]
    exhibit = Exhibit(file_name="a.xlsx", media_type=XLSX, hidden=hidden, personal_data="masked")
    case = Case(scenario="fine_dispute", channel="samr_report", narrative="平台罚款。", exhibits=[exhibit])
    build = Build(case, "samr_report", tmp_path, tmp_path / "authority", case.updated_at, {exhibit.id: path}, "林晴")
    text = "".join(makers.everything_in_pdf(draw(build)).split())
    assert "共1000行7列，这里显示前200行" in text and "，签署时写入" in text and "证据1份，共" not in text
    assert "王**" in text and makers.NAME not in text and makers.PHONE not in text


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (NotMasked(2, "订单", "请重新下载。"), "遮挡稿没有做成。请重新下载"),
        (JobTimeout("late"), "签署生成时没有这个时限"),
    ],
)
def test_a_preview_that_is_not_made_says_why(
    instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch, trouble: Exception, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    cases.save(instance, office.editor, case_id, [Change("channel", None, "samr_report")])
    monkeypatch.setattr(instance.workers, "run", fail)
    with pytest.raises(Unavailable, match=words):
        packages.preview_pdf(instance, office.editor, case_id)
