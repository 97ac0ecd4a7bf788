"""What stood in boxes when a session ended: offered again to the same person, who decides, once they have signed in.

A session may end while somebody types: the laptop slept, the night passed. The page may do nothing for it any more, so
nothing is saved here; the words wait in this process until their writer opens the case again, half a day at most.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from wizard.ui import binding, current
from wizard.ui.binding import Left

KEPT_SECONDS = 12 * 3600.0
MOST = 200
_waiting: OrderedDict[tuple[str, str], tuple[float, list[Left]]] = OrderedDict()


def keep() -> bool:
    """Put aside what the last run's person had typed since; whether there was one, whose session has ended."""
    actor = current.run().actor
    if actor is None:
        return False
    for case_id, left in binding.left_in_boxes().items():
        _waiting[actor.person_id, case_id] = time.monotonic(), left
    while len(_waiting) > MOST:
        _waiting.popitem(last=False)
    return True


def bring_back() -> None:
    """Put it into the boxes of the open case, each with the question which of the two shall stay."""
    at, left = _waiting.pop((current.actor().person_id, current.case().id), (0.0, []))
    if time.monotonic() - at < KEPT_SECONDS:
        for one in left:
            binding.ask_about(one)
