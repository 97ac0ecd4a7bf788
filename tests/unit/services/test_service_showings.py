"""Previews: made behind the upload, kept by content, made again when lost, gone with the file."""

import io
import time

import pytest
from PIL import Image

from tests.unit.evidence.inspection import makers
from tests.unit.services.test_service_bundles import no_reading, send
from tests.unit.services.test_service_evidence import picture
from wizard.services import cases, evidence, housekeeping, showings
from wizard.services.errors import NotFound
from wizard.services.instance import Instance


@pytest.fixture
def case_id(instance: Instance, office, monkeypatch) -> str:
    monkeypatch.setattr(instance.readers, "run", no_reading)
    return cases.create(instance, office.owner).case.id


def wait(instance: Instance, case_id: str) -> None:
    end = time.monotonic() + 60
    while instance.opening.busy(case_id):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_table_is_shown_right_behind_its_upload_and_made_again_when_lost(instance, office, case_id) -> None:
    content = "订单号,金额\n260418-551203948817263,12.50\n".encode("gb18030")
    exhibit = send(instance, office.owner, case_id, "账单.csv", content).exhibit
    wait(instance, case_id)
    shown = showings.shown(instance, office.viewer, case_id, exhibit.id)
    assert shown.sheets[0].rows[1] == ("260418-551203948817263", "12.50")
    folder = instance.settings.data_folder / "previews"
    (folder / f"{exhibit.sha256}.json").unlink()
    assert showings.request(instance, office.viewer, case_id) == 1
    wait(instance, case_id)
    assert showings.shown(instance, office.viewer, case_id, exhibit.id) == shown
    evidence.remove(instance, office.owner, case_id, exhibit.id)
    housekeeping.sweep(instance)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kept", ["{half", '{"shower": 0}'], ids=["broken", "of an earlier version"])
def test_a_preview_that_cannot_be_used_is_made_anew(instance, office, case_id, kept) -> None:
    exhibit = send(instance, office.owner, case_id, "账单.csv", "订单号,金额\n1,12.50\n".encode()).exhibit
    wait(instance, case_id)
    (instance.settings.data_folder / "previews" / f"{exhibit.sha256}.json").write_text(kept)
    assert showings.shown(instance, office.viewer, case_id, exhibit.id) is None
    wait(instance, case_id)
    assert showings.shown(instance, office.viewer, case_id, exhibit.id).sheets


def test_a_picture_is_drawn_behind_its_upload(instance, office, case_id) -> None:
    exhibit = send(instance, office.owner, case_id, "图.png", picture()).exhibit
    wait(instance, case_id)
    kept = instance.settings.data_folder / "previews" / f"{exhibit.sha256}.jpg"
    assert Image.open(io.BytesIO(kept.read_bytes())).format == "JPEG"
    assert showings.missing(instance, cases.read(instance, office.owner, case_id).case) == []


def test_only_recordings_are_played(instance, office, case_id) -> None:
    heard = send(instance, office.owner, case_id, "通话.wav", makers.wav(4)).exhibit
    seen = send(instance, office.owner, case_id, "图.png", picture()).exhibit
    opened = evidence.recording(instance, office.viewer, case_id, heard.id)
    assert opened.exhibit.media_type == "audio/wav"
    opened.close()
    with pytest.raises(NotFound):
        evidence.recording(instance, office.viewer, case_id, seen.id)
