"""Sets of shops, months, faults and habits that were never looked at: every seeded fault is found, and none extra."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.ledger.bill_sets import make
from tests.unit.ledger.faults import FAULTS
from tests.unit.ledger.shop import BillSet, Found, Maker
from wizard.ledger import reconcile


def found(one: BillSet, folder: Path) -> list[Found]:
    result = reconcile(one.write(folder), daily_limit=one.daily_limit)
    assert not result.unknown_entries
    assert len({difference.id for difference in result.differences}) == len(result.differences)
    return sorted((difference.kind, difference.order, difference.amount) for difference in result.differences)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
@example(seed=880022)  # the next month's bill, resaved without its period, begins two days after the last one ended
@example(seed=368515)  # the same, and the last day of the month before was quiet too
def test_what_was_seeded_is_found_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    one = make(seed)
    assert found(one, tmp_path_factory.mktemp("set")) == sorted(one.expected)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_sets_seed_every_kind(fault: object) -> None:
    """The test above can fail: each fault of the list really expects something."""
    maker = Maker(7)
    fault(maker)  # type: ignore[operator]
    assert maker.set.expected


def test_each_difference_names_the_rows_it_stands_on(tmp_path: Path) -> None:
    result = reconcile(make(3).write(tmp_path))
    assert all(difference.rows for difference in result.differences)
    known = {path.name for path in tmp_path.iterdir()}
    assert {row.file for difference in result.differences for row in difference.rows} <= known


def test_reconciling_again_with_another_month_keeps_the_ids(tmp_path: Path) -> None:
    one = next(made for made in map(make, range(50)) if made.layout.split and sum("bill" in n for n in made.files) > 2)
    paths = one.write(tmp_path)
    without = [path for path in paths if path.name != max(name for name in one.files if "bill-detail" in name)]
    fewer = {d.id: d for d in reconcile(without, daily_limit=one.daily_limit).differences}
    more = {d.id: d for d in reconcile(paths, daily_limit=one.daily_limit).differences}
    same = [key for key in fewer if key in more]
    assert same
    assert all((fewer[key].kind, fewer[key].order) == (more[key].kind, more[key].order) for key in same)


def test_file_names_given_by_the_caller_are_used(tmp_path: Path) -> None:
    one = dataclasses.replace(make(3))
    paths = one.write(tmp_path)
    result = reconcile(paths, names={path: f"第{n}份" for n, path in enumerate(paths)})
    assert set(result.files) == {f"第{n}份" for n in range(len(paths))}
