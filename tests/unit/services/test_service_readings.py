"""Readings: made once, noted in the case, made again when lost, forgotten with the file."""

import time

import pytest

from tests.unit.services.test_service_evidence import upload
from wizard.case import Exhibit
from wizard.services import cases, evidence, housekeeping, readings
from wizard.services.errors import NotAllowed, NotFound
from wizard.services.fair_queue import FairQueue
from wizard.services.instance import Instance

ORDER = "260418-551203948817263"
TEXT = f"订单 {ORDER} 于 2026-04-18 15:05 被罚，工单号 GD3449136470".encode()


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.owner).case.id


def wait(instance: Instance, case_id: str) -> None:
    end = time.monotonic() + 60
    while instance.queue.busy(case_id):
        assert time.monotonic() < end, "reading did not end"
        time.sleep(0.02)


def exhibit_of(instance: Instance, office, case_id: str) -> Exhibit:
    return cases.read(instance, office.owner, case_id).case.exhibits[0]


def test_a_file_is_read_once_and_noted_in_the_case(instance: Instance, office, case_id: str) -> None:
    upload(instance, office.owner, case_id, "说明.txt", TEXT)
    assert readings.request(instance, office.editor, case_id) == 1
    wait(instance, case_id)
    exhibit = exhibit_of(instance, office, case_id)
    assert [value.value for value in exhibit.readout.values] == [ORDER, "GD3449136470", "2026-04-18T15:05"]
    assert readings.request(instance, office.editor, case_id) == 0
    case = cases.read(instance, office.owner, case_id).case
    told = readings.progress(instance, case)
    assert (told.total, told.done, told.busy) == (1, 1, False)
    assert ORDER in readings.reading_of(instance, office.viewer, case_id, exhibit.id).text
    assert case.identifiers == [] and case.timeline == []


def test_a_lost_reading_is_made_again(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "说明.txt", TEXT).exhibit
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    readings.read_again(instance, office.owner, case_id, exhibit.id)
    with pytest.raises(NotFound):
        readings.reading_of(instance, office.owner, case_id, exhibit.id)
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    assert exhibit_of(instance, office, case_id).readout.values


def test_a_reading_goes_with_its_file(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "说明.txt", TEXT).exhibit
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    folder = instance.settings.data_folder / "readings"
    assert [path.stem for path in folder.iterdir()] == [exhibit.sha256] and folder.stat().st_mode & 0o077 == 0
    housekeeping.sweep(instance)
    assert list(folder.iterdir())
    evidence.remove(instance, office.owner, case_id, exhibit.id)
    housekeeping.sweep(instance)
    assert list(folder.iterdir()) == []
    assert readings.kept(instance, exhibit.sha256) is None


def test_only_members_who_may_write_start_a_reading_and_others_see_nothing(instance: Instance, office, case_id) -> None:
    exhibit = upload(instance, office.owner, case_id, "说明.txt", TEXT).exhibit
    with pytest.raises(NotAllowed):
        readings.request(instance, office.viewer, case_id)
    with pytest.raises(NotFound):
        readings.reading_of(instance, office.stranger, case_id, exhibit.id)


def test_a_reader_that_dies_is_noted_and_does_not_come_back_for_ever(instance, office, case_id, monkeypatch) -> None:
    from wizard.services.workers import JobFailed

    upload(instance, office.owner, case_id, "说明.txt", TEXT)

    def dies(*_arguments, **_options):
        raise JobFailed("died")

    monkeypatch.setattr(instance.readers, "run", dies)
    readings.request(instance, office.owner, case_id)
    wait(instance, case_id)
    assert exhibit_of(instance, office, case_id).readout.unread == "failed"
    assert readings.request(instance, office.owner, case_id) == 0


def test_a_declined_offer_stays_declined(instance: Instance, office, case_id: str) -> None:
    readings.decline(instance, office.owner, case_id, [f"order:{ORDER}"])
    readings.decline(instance, office.editor, case_id, [f"order:{ORDER}", "shop:甲"])
    assert cases.read(instance, office.owner, case_id).case.declined_offers == [f"order:{ORDER}", "shop:甲"]


def test_cases_take_turns_and_a_failure_stops_nobody() -> None:
    order: list[str] = []
    turns = FairQueue()

    def work(name: str):
        def run() -> None:
            if name == "a1":
                time.sleep(0.1)  # the rest is queued meanwhile
            order.append(name)
            if name == "a2":
                raise ValueError(name)

        return run

    turns.add("a", [(name, work(name)) for name in ("a1", "a2", "a3")])
    turns.add("b", [("b1", work("b1"))])
    turns.add("a", [("a3", work("a3"))])
    end = time.monotonic() + 10
    while (turns.busy("a") or turns.busy("b")) and time.monotonic() < end:
        time.sleep(0.01)
    assert sorted(order) == ["a1", "a2", "a3", "b1"]
    assert order.index("b1") < order.index("a3")
