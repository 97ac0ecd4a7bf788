"""What a monitor hears: every part by itself, and nothing that people wrote."""

from collections import namedtuple
from dataclasses import replace

import pytest

from wizard.services import cases, health
from wizard.services.instance import Instance
from wizard.services.workers import Workers
from wizard.store.errors import StoreUnavailable


def test_all_is_well(instance: Instance) -> None:
    assert health.health(instance) == health.Health("ok", "ok", "ok", "ok") and health.health(instance).status == "ok"


class Broken:
    def __getattr__(self, name: str) -> object:
        raise StoreUnavailable("weg")


@pytest.mark.parametrize(("part", "field"), [("store", "database"), ("files", "files")])
def test_a_lost_part_is_named(instance: Instance, part: str, field: str) -> None:
    found = health.health(replace(instance, **{part: Broken()}))
    assert getattr(found, field) == "unavailable" and found.status == "unavailable"


def test_closed_workers_and_a_filling_disk_are_named(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Workers(1)
    closed.close()
    assert health.health(replace(instance, workers=closed)).workers == "unavailable"
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _folder: usage(10))
    assert health.health(instance).disk == "low" and health.health(instance).status == "low"


def test_numbers(instance: Instance, office) -> None:
    cases.create(instance, office.owner)
    found = health.numbers(instance)
    assert (found["cases"], found["builds_running"], found["workers_busy"]) == (1, 0, 0)
    assert found["disk_free_bytes"] > 0
