"""What stood in boxes when a session or a membership ended: offered again to the same person, who decides, later.

A session may end while somebody types: the laptop slept, the night passed. The page may do nothing for it any more, so
nothing is saved here; the words wait in this process until their writer opens the case again, half a day at most.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import streamlit as st

from wizard.case import now
from wizard.services import together
from wizard.ui import binding, current, session_values
from wizard.ui.binding import Left
from wizard.ui.steps import saving

KEPT_SECONDS = 12 * 3600.0
MOST = 200
JUST = dt.timedelta(minutes=1)
_WORDS, _LOST = "_words_put_aside", "_words_of_lost_cases"


@dataclass(frozen=True)
class _Aside:
    """What waits for a person in a case: values of fields, and drafts (a comment not sent) by widget key."""

    since: float
    left: list[Left]
    drafts: dict[str, str]


_waiting: OrderedDict[tuple[str, str], _Aside] = OrderedDict()


def keep() -> bool:
    """Put aside what the last run's person had typed since; whether there was one, whose session has ended."""
    actor = current.run().actor
    if actor is None:
        return False
    left, drafts = binding.left_in_boxes(), current.drafts()
    for case_id in left.keys() | drafts.keys():
        aside = _Aside(time.monotonic(), left.get(case_id, []), drafts.get(case_id, {}))
        _waiting[actor.person_id, case_id] = aside
        session_values.mine().setdefault(_WORDS, []).extend(_words(aside))
    while len(_waiting) > MOST:
        _waiting.popitem(last=False)
    return True


def _words(aside: _Aside) -> list[str]:
    fields = [binding.words_of(one.path, one.kind, one.raw) for one in aside.left]
    return fields + [f"您写在框里、还没有提交的是：{text}" for text in aside.drafts.values()]


def put_aside() -> list[str]:
    """What `keep` put aside in this session, to be shown to the person who wrote it."""
    found: list[str] = session_values.mine().get(_WORDS, [])
    return found


def lost(case_id: str) -> list[str]:
    """What was typed here for a case that cannot be opened any more, as long as this page stays open."""
    found: list[str] = session_values.held(_LOST).setdefault(case_id, [])
    found.extend(saving.told())
    drafts = current.drafts().get(case_id, {})
    return found + [f"您写在框里、还没有提交的是：{text}" for text in drafts.values()]


def from_device(found: list[dict[str, Any]]) -> None:
    """What the browser kept of the open case's boxes, by kept_words.js: `key`, `value`, what was `shown` before."""
    stored = current.run().stored
    drafts = {f"{name}-{stored.case.id[:8]}" for name in current.DRAFT_BOXES} if stored else set()
    for one in found:
        key, value = str(one.get("key")), str(one.get("value") or "")
        is_draft = key in drafts
        if is_draft and _just_said(value):
            current.draft_taken(key)  # the page was loaded anew before it heard that it was sent
        elif is_draft:
            st.session_state[key] = value
        else:
            binding.put_back(key, value, one.get("shown") or [])
    binding.settle()  # now, because a click elsewhere may end this run before it does that


def _just_said(text: str) -> bool:
    """Whether this person's last comment, a moment ago, was these words."""
    actor = current.actor()
    mine = [
        one
        for one in together.comments(current.instance(), actor, current.case().id)
        if one.person_id == actor.person_id
    ]
    return bool(mine) and mine[-1].text == text.strip() and now() - mine[-1].at < JUST


def bring_back() -> None:
    """Put it into the boxes of the open case, each with the question which of the two shall stay."""
    aside = _waiting.pop((current.actor().person_id, current.case().id), None)
    if aside is None or time.monotonic() - aside.since >= KEPT_SECONDS:
        return
    for one in aside.left:
        binding.ask_about(one)
    for key, text in aside.drafts.items():
        if not st.session_state.get(key):
            st.session_state[key] = text
            saving.tell([f"登录结束时您写在框里、还没有提交的，放回原处了：{text}"])
