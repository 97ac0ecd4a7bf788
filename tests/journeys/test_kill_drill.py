"""The kill drill of `python -m tests.bench kill`, short: nothing acknowledged is lost, nothing half-written remains."""

import pytest

from tests.bench.bench_kill import run


@pytest.mark.parametrize("grown", [True, False])
def test_nothing_is_lost_when_things_are_killed(grown: bool) -> None:
    done, met, found = run(grown=grown, persons=5, count=12)
    assert sum(done.values()) == 12 and met["typed"] == found["typed"] > 10
