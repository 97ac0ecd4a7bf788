"""Paths find values and titles the way changes do."""

import pytest

from wizard.case import Case, Event, Loss
from wizard.ui import paths


def test_values_are_found_by_name_and_by_id():
    case = Case(narrative="经过", timeline=[Event(id="a1", what="打电话")], answers={"penalty_amount": "12.00"})
    tree = case.model_dump(mode="json")
    assert paths.value_at(tree, "narrative") == "经过"
    assert paths.value_at(tree, "timeline.a1.what") == "打电话"
    assert paths.value_at(tree, "answers.penalty_amount") == "12.00"
    assert paths.value_at(tree, "timeline.gone.what") is None
    assert paths.value_at(tree, "answers.never") is None


@pytest.mark.parametrize(
    ("path", "title", "limit"),
    [
        ("shop.name", "店铺名称", 200),
        ("narrative", "经过", 20_000),
        ("timeline.x.what", "做了什么", 5_000),
        ("exhibits.x.kinds", "这是什么", 200),
        ("answers.whatever", "", 200),
        ("wording.part", "", 5_000),
    ],
)
def test_titles_and_limits_come_from_the_model(path, title, limit):
    about = paths.about(path)
    assert (about.title, about.limit) == (title, limit)


@pytest.mark.parametrize("path", ["nothing", "shop.nothing", "timeline.x.nothing"])
def test_a_misspelt_path_is_an_error_of_ours(path):
    with pytest.raises(KeyError):
        paths.about(path)


def test_every_field_of_a_loss_has_words():
    assert all(paths.about(f"losses.x.{name}").title for name in Loss.model_fields if name != "id")


def test_what_differs_is_named_field_by_field() -> None:
    before = {"narrative": "甲", "shop": {"name": "一", "phone": "1"}, "answers": {"a": 1}, "updated_at": "早"}
    before |= {"losses": [{"id": "x", "what": "货", "amount": None}, {"id": "y", "what": "罚"}], "secondary": ["a"]}
    assert paths.differing(before, before) == set()
    after = before | {"shop": {"name": "二", "phone": "1"}, "answers": {"a": 1, "b": [2]}, "secondary": ["b"]}
    after |= {"losses": [{"id": "x", "what": "货", "amount": "3.00"}, {"id": "y", "what": "罚"}]}
    assert paths.differing(before, after) == {"shop.name", "answers.b", "losses.x.amount", "secondary"}
    assert paths.differing(before, before | {"losses": before["losses"][::-1]}) == {"losses"}
    assert paths.differing(before, before | {"losses": []}) == {"losses"}
