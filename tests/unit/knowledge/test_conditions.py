"""Conditions: three-valued, and the same over a view that was translated once as over a fresh one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.case import Case
from wizard.knowledge.conditions import View, holds, prepared, value_of, view_of
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
CONDITIONS = (
    "answers.amount > 100.0",
    'channel == "pdd_ticket"',
    'channel == "pdd_ticket" && answers.amount > 100.0',
    "loss_total >= 50.0 || answers.amount < 5.0",
    'tried.exists(one, one == "pdd_ticket")',
)
entries = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["", "pdd_ticket", "police"]),
        "answers": st.fixed_dictionaries({}, optional={"amount": st.sampled_from([1.0, 150.0])}),
        "loss_total": st.sampled_from([0.0, 60.0]),
        "tried": st.lists(st.sampled_from(["pdd_ticket", "police"]), max_size=2),
    }
)


@given(st.lists(entries, min_size=1, max_size=4))
def test_a_view_used_before_sees_every_entry_set_later(states: list[dict[str, Any]]) -> None:
    view = View()
    for state in states:
        for name, value in state.items():
            view[name] = value
        assert [holds(one, view) for one in CONDITIONS] == [holds(one, dict(state)) for one in CONDITIONS]


def test_unknown_is_neither_true_nor_false() -> None:
    view = View(answers={})
    assert holds("answers.amount > 1.0", view) is None
    assert holds("answers.amount", View(answers={"amount": 3.0})) is None  # a number is no truth
    assert value_of("answers.amount + 1.0", View(answers={"amount": 3.0})) == pytest.approx(4)
    assert value_of("answers.amount", view) is None
    assert holds(None, view) is True


def test_what_is_added_to_a_translation_of_its_own_stays_there() -> None:
    view = View(answers={})
    own = prepared(view)
    own.add_variable("channel", "police")
    assert holds('channel == "police"', own) is True
    assert holds('channel == "police"', view) is None


def test_the_view_of_an_empty_case_says_what_every_condition_may_ask() -> None:
    view = view_of(Case(), load().questions, TODAY)
    assert view["today"] == TODAY.toordinal()
    assert view["answers"] == dict.fromkeys(load().questions)
    assert holds("!has_narrative && !submitted && size(replies) == 0", view) is True
