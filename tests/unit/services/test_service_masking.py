"""Masking from proposal to package: the original of a masked exhibit never leaves the house."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.unit.services.test_service_evidence import upload
from wizard.case import Case, Event, Exhibit, Mask
from wizard.services import cases, masking
from wizard.services.building import Build, run
from wizard.services.case_files import Wanted, build_package
from wizard.services.errors import NotAllowed, NotFound, Refused
from wizard.services.instance import Instance
from wizard.services.signing import SignerChoice, check

BOX = {"page": 1, "left": 1000, "top": 1000, "right": 5000, "bottom": 5000}


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((640, 900), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.owner).case.id


def exhibit_of(instance, office, case_id) -> Exhibit:
    return cases.read(instance, office.owner, case_id).case.exhibits[0]


def test_boxes_are_drawn_moved_and_taken_away_and_colleagues_keep_theirs(instance: Instance, office, case_id) -> None:
    exhibit_id = upload(instance, office.owner, case_id, "a.png", picture()).exhibit.id
    mine, theirs = Mask(id="mine", **BOX), Mask(id="theirs", **BOX)
    masking.redraw(instance, office.owner, case_id, exhibit_id, [], [mine])
    assert exhibit_of(instance, office, case_id).personal_data == "masked"
    masking.redraw(instance, office.editor, case_id, exhibit_id, [mine], [mine, theirs])
    moved = mine.model_copy(update={"left": 2000})
    masking.redraw(instance, office.owner, case_id, exhibit_id, [mine], [moved])
    assert exhibit_of(instance, office, case_id).masks == [moved, theirs]
    masking.uncover(instance, office.owner, case_id, exhibit_id, "theirs")
    masking.redraw(instance, office.owner, case_id, exhibit_id, [moved], [])
    left = exhibit_of(instance, office, case_id)
    assert left.masks == [] and left.personal_data == "unknown"


def test_a_page_is_shown_to_the_team_only(instance: Instance, office, case_id: str) -> None:
    exhibit_id = upload(instance, office.owner, case_id, "a.png", picture()).exhibit.id
    shown = masking.page(instance, office.viewer, case_id, exhibit_id, 1)
    assert Image.open(io.BytesIO(shown)).size == (640, 900)
    for number in (0, 99):
        pdf = upload(instance, office.owner, case_id, "b.pdf", _paper()).exhibit.id
        with pytest.raises(NotFound):
            masking.page(instance, office.owner, case_id, pdf, number)
    with pytest.raises(NotFound):
        masking.page(instance, office.stranger, case_id, exhibit_id, 1)
    with pytest.raises(NotAllowed):
        masking.redraw(instance, office.viewer, case_id, exhibit_id, [], [Mask(**BOX)])


def _paper() -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


def built(tmp_path: Path, exhibit: Exhibit, content: bytes) -> tuple[zipfile.ZipFile, dict, bytes]:
    """The package of a case with one exhibit: the archive, its manifest, its PDF."""
    evidence, out = tmp_path / "evidence", tmp_path / "out"
    evidence.mkdir()
    (evidence / exhibit.file_name).write_bytes(content)
    case = Case(
        scenario="fine_dispute",
        channel="samr_report",
        narrative="平台罚款。",
        timeline=[Event(on="2026-11-01", what="被罚款")],
        exhibits=[exhibit],
        missing_evidence_reason="暂时没有",
    )
    wanted = Wanted(evidence, out, tmp_path / "authority", signer="林晴")
    result, _ = build_package(case, wanted)
    archive = zipfile.ZipFile(result.path)
    manifest = json.loads(archive.read("manifest.json"))
    return archive, manifest, archive.read(manifest["pdf"])


def test_a_masked_exhibit_is_packed_as_its_copy_and_the_manifest_names_both(tmp_path: Path) -> None:
    content = picture()
    exhibit = Exhibit(file_name="买家张小芳.png", title="订单详情", masks=[Mask(**BOX)], personal_data="masked")
    exhibit.transcript = "电话13812345678"
    archive, manifest, pdf = built(tmp_path, exhibit, content)
    [row] = [row for row in manifest["files"] if row.get("exhibit") == 1]
    assert row["masked_copy"] and row["original_sha256"] == hashlib.sha256(content).hexdigest()
    assert row["sha256"] == hashlib.sha256(archive.read(row["name"])).hexdigest() != row["original_sha256"]
    assert "遮挡稿" in row["name"]
    assert not any(archive.read(name) == content for name in archive.namelist())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = [document.attachments[name].get_file().read_bytes() for name in document.attachments]
    assert content not in attached and archive.read(row["name"]) in attached
    text = _text(pdf)
    assert "提交的是遮挡稿" in text and row["original_sha256"][:16] in text.replace("\n", "")
    assert "张小芳" not in text and "13812345678" not in text and "5678" in text
    with Image.open(io.BytesIO(archive.read(row["name"]))) as copy:
        assert copy.convert("RGB").getpixel((150, 300)) == (0, 0, 0)


def test_an_unmasked_exhibit_is_packed_byte_for_byte_as_before(tmp_path: Path) -> None:
    content = picture()
    archive, manifest, _ = built(tmp_path, Exhibit(file_name="a.png", personal_data="none"), content)
    [row] = [row for row in manifest["files"] if row.get("exhibit") == 1]
    assert archive.read(row["name"]) == content and "masked_copy" not in row and "original_sha256" not in row


def _text(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_copy_that_cannot_be_made_stops_the_package_and_leaves_nothing(tmp_path: Path) -> None:
    from wizard.package.errors import NotMasked

    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3" + bytes(3000))
    exhibit = Exhibit(file_name="a.mp3", media_type="audio/mpeg", masks=[Mask(**BOX)])
    out = tmp_path / "out"
    out.mkdir()
    case = Case(scenario="fine_dispute", narrative="罚款", channel="samr_report", exhibits=[exhibit])
    build = Build(case, "samr_report", out, tmp_path / "authority", case.updated_at, {exhibit.id: path}, "林晴")
    with pytest.raises(NotMasked, match="证据1"):
        run(build, lambda _stage, _share: None)
    assert list(out.iterdir()) == []


def test_nothing_is_signed_while_somebodys_data_is_unaccounted_for() -> None:
    exhibit = Exhibit(file_name="a.png", personal_data="needed")
    case = Case(
        scenario="fine_dispute",
        channel="samr_report",
        narrative="罚款",
        exhibits=[exhibit],
        missing_evidence_reason="无",
    )
    choice = SignerChoice(name="林晴", consent="同意")
    with pytest.raises(Refused) as refusal:
        check(case, choice, "")
    assert [problem.field for problem in refusal.value.problems] == [f"exhibits.{exhibit.id}.personal_data"]
    exhibit.personal_data_reason = "要核对收件人"
    check(case, choice, "")
