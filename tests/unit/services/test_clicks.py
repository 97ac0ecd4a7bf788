"""Work behind the pages waits while a click is being answered, and never for long."""

import asyncio
import threading
import time

import pytest

from tests.unit.services.test_service_evidence import picture
from wizard.awaiting import result_of
from wizard.services import cases, clicks, evidence


@pytest.fixture
def patient(monkeypatch):
    """Waits are long, so that a busy machine cannot end one."""
    monkeypatch.setattr(clicks, "LONGEST", 20.0)


def test_nothing_waits_while_nobody_clicks(patient):
    began = time.monotonic()
    clicks.wait()
    result_of(clicks.passed())
    assert time.monotonic() - began < 10


def test_an_upload_waits_until_every_click_is_answered_and_then_arrives_whole(patient, instance, office):
    case_id = cases.create(instance, office.owner).case.id
    content, taken, all_answered = picture(), [], threading.Event()

    async def pieces():
        for start in range(0, len(content), 500):
            taken.append(all_answered.is_set())
            yield content[start : start + 500]

    async def drill():
        with clicks.answering():
            with clicks.answering():
                upload = asyncio.create_task(evidence.receive(instance, office.owner, case_id, "a.png", pieces()))
                while not taken:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
        all_answered.set()
        return await upload

    received = result_of(drill())
    assert len(taken) > 2 and taken == [False] + [True] * (len(taken) - 1)
    assert received.exhibit.size == len(content)


def test_a_page_that_never_ends_holds_nothing_up(monkeypatch, instance, office):
    monkeypatch.setattr(clicks, "LONGEST", 0.01)
    case_id = cases.create(instance, office.owner).case.id

    async def pieces():
        yield picture()

    with clicks.answering():
        clicks.wait()
        assert result_of(evidence.receive(instance, office.owner, case_id, "a.png", pieces())).exhibit


def test_a_page_that_fails_was_answered_too(patient):
    with pytest.raises(RuntimeError), clicks.answering():
        raise RuntimeError
    clicks.wait()
    assert not clicks.busy()
