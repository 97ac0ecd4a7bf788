"""What the server does for the board while nobody asks."""

import datetime as dt

import pytest

from wizard.changes import Change
from wizard.services import cases, housekeeping
from wizard.services.board import board_of
from wizard.services.instance import Instance


def fresh(instance: Instance) -> int:
    with instance.store.engine.connect() as connection:
        asked = "SELECT count(*) FROM cases WHERE words_at IS NOT NULL"
        return connection.exec_driver_sql(asked).scalar_one()


def test_the_words_of_all_cases_that_were_left_alone_catch_up(
    instance: Instance, office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [cases.create(instance, office.owner).case.id for _ in range(housekeeping.AT_ONCE + 1)]
    for case_id in made:
        cases.save(instance, office.owner, case_id, [Change("shop.name", "", "晨星旗舰店")])
    housekeeping.catch_up(instance)
    assert fresh(instance) == len(made), "somebody may still be writing"
    monkeypatch.setattr(housekeeping, "LEFT_ALONE", dt.timedelta(seconds=-5))
    housekeeping.catch_up(instance)
    assert fresh(instance) == 0
    assert board_of(instance, office.owner, "旗舰", state="draft").total == len(made)
