"""What runs beside the pages."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from wizard.server import lifespan


class Knot:
    """Something that only a collection finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_also_when_it_was_set_aside_while_it_lived() -> None:
    knot = Knot()
    seen = weakref.ref(knot)
    try:
        lifespan.set_aside()
        assert gc.get_freeze_count() > 0
        del knot
        gc.collect()
        assert seen() is not None  # set aside: not looked at
        lifespan.set_aside()
        assert seen() is None
    finally:
        gc.unfreeze()


@pytest.fixture
def looked() -> Iterator[list[int]]:
    """The generations that Python collects from now on; afterwards all is as before."""
    found: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            found.append(info["generation"])

    before = gc.get_threshold()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.set_threshold(*before)


def test_only_what_is_new_is_looked_at_while_people_work(looked: list[int]) -> None:
    gc.set_threshold(*lifespan.SELDOM)
    gc.collect()
    looked.clear()
    kept = [[number] for number in range(400_000)]  # what a server makes in some thousand clicks
    assert len(kept) == 400_000
    assert {0, 1} == set(looked)
