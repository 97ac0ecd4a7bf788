"""What runs beside the pages."""

import gc
import weakref

from wizard.server import lifespan


class Knot:
    """Something that only a collection finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_also_when_it_was_set_aside_while_it_lived() -> None:
    knot = Knot()
    seen = weakref.ref(knot)
    try:
        lifespan.settle()
        assert gc.get_freeze_count() > 0
        del knot
        gc.collect()
        assert seen() is not None  # set aside: not looked at
        lifespan.settle()
        assert seen() is None
    finally:
        gc.unfreeze()
