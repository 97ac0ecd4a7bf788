"""Changes merge field by field, conflicts overwrite nothing, refused values lose nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.case import Case, Event, Loss
from wizard.changes import Change, add_part, apply_changes, move_part, remove_part


def case() -> Case:
    return Case(
        timeline=[Event(id="e1", what="开店"), Event(id="e2")],
        losses=[Loss(id="l1", amount=Decimal("5"))],
        answers={"promo_name": "多多搜索"},
    )


def current(of: Case, path: str) -> object:
    plain: object = of.model_dump(mode="json")
    for step in path.split("."):
        found = [part for part in plain if part["id"] == step] if isinstance(plain, list) else [plain.get(step)]
        plain = found[0]
    return plain


TEXT_PATHS = (
    "narrative",
    "shop.name",
    "respondent.address",
    "timeline.e1.what",
    "timeline.e2.result",
    "answers.bug_page",
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(lambda text: " ".join(text.split()))
edits = st.dictionaries(st.sampled_from(TEXT_PATHS), texts, min_size=1)


@given(edits, edits)
@settings(max_examples=60)
def test_disjoint_changes_commute(first: dict[str, str], second: dict[str, str]) -> None:
    second = {path: value for path, value in second.items() if path not in first}
    start = case()
    mine = [Change(path, current(start, path), value) for path, value in first.items()]
    theirs = [Change(path, current(start, path), value) for path, value in second.items()]
    one = apply_changes(apply_changes(start, mine).case, theirs)
    other = apply_changes(apply_changes(start, theirs).case, mine)
    assert one.case == other.case
    assert not one.conflicts and not other.conflicts


@given(edits)
@settings(max_examples=60)
def test_a_change_with_the_right_base_lands(wanted: dict[str, str]) -> None:
    start = case()
    applied = apply_changes(start, [Change(path, current(start, path), value) for path, value in wanted.items()])
    assert not applied.conflicts and not applied.problems
    for path, value in wanted.items():
        assert current(applied.case, path) == value


@given(st.sampled_from(TEXT_PATHS), texts, texts, texts)
@settings(max_examples=60)
def test_a_conflict_never_overwrites(path: str, base: str, theirs: str, mine: str) -> None:
    held = apply_changes(case(), [Change(path, current(case(), path), theirs)]).case
    applied = apply_changes(held, [Change(path, base, mine)])
    if applied.conflicts:
        assert current(applied.case, path) == theirs != mine
        assert applied.conflicts[0].theirs == theirs and applied.conflicts[0].mine == mine
    else:
        assert base == theirs or mine in (base, theirs)


@given(edits)
@settings(max_examples=60)
def test_the_case_given_is_never_changed(wanted: dict[str, str]) -> None:
    """The new case shares with the old one what did not change: nothing may be changed in what they share."""
    start = case()
    before = start.model_dump_json()
    changes = [Change(path, current(start, path), value) for path, value in wanted.items()]
    changes += [Change("losses.l1.amount", "5.00", "7.00"), Change("answers.promo_name", "多多搜索", None)]
    for applied in (
        apply_changes(apply_changes(start, changes).case, [Change("timeline.e1.what", None, "再改")]),
        add_part(start, "timeline", {"id": "e3", "what": "发货"}),
        remove_part(start, "timeline", "e1"),
        move_part(start, "timeline", "e1", 1),
    ):
        applied.case.written_for["x"] = "y"
        assert start.model_dump_json() == before


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("shop.name", "店" * 201, "「店铺名称」太长了：最多 200 个字，现在 201 个。请删减"),
        ("narrative", "字" * 100_000, "「经过」太长了：最多 20000 个字，现在 100000 个。"),
        ("losses.l1.amount", "-1", "「金额（元）」不能是负数。"),
        ("losses.l1.amount", "1.234", "「金额（元）」小数最多两位。"),
        ("losses.l1.amount", "一百", "「金额（元）」不是数字。请只填数字，例如 1234.50。"),
        ("losses.l1.amount", "NaN", "「金额（元）」不是数字。"),
        ("losses.l1.amount", "9" * 30, "「金额（元）」数额太大。"),
        ("timeline.e1.on", "2026-02-30", "「日期」不是有效的日期。请按 2026-11-22 的样子填写。"),
        ("scenario", "lottery", "「场景」不在可选范围内。"),
        ("secondary", ["lottery"], "「次要场景"),
        ("respondent.kind", "friend", "「被投诉方」不在可选范围内。"),
    ],
)
def test_a_refused_value_is_named_and_loses_nothing_else(path: str, value: object, words: str) -> None:
    start = case()
    applied = apply_changes(start, [Change(path, current(start, path), value), Change("shop.contact", "", "陈")])
    assert [problem.field for problem in applied.problems] == [path]
    assert str(applied.problems[0]).replace("(", "（").replace(")", "）").startswith(words)
    assert current(applied.case, path) == current(start, path)
    assert applied.case.shop.contact == "陈"


@pytest.mark.parametrize(
    "path",
    ["id", "reference", "packages", "signature", "exhibits.x.sha256", "losses", "losses.l1.id", "losses.nope.what",
     "shop", "shop.name.x", "answers", "nonsense", "", "model_config", "timeline.e1.model_fields", "a.b.c.d"],
)  # fmt: skip
def test_a_path_that_may_not_be_changed_is_refused(path: str) -> None:
    start = case()
    applied = apply_changes(start, [Change(path, None, "x")])
    assert applied.problems[0].message.startswith("找不到这一项") and applied.case == start


def test_equal_amounts_are_no_conflict() -> None:
    applied = apply_changes(case(), [Change("losses.l1.amount", "5.00", "7")])
    assert not applied.conflicts and applied.case.losses[0].amount == Decimal("7")


def test_both_typed_the_same_is_no_conflict() -> None:
    held = apply_changes(case(), [Change("narrative", "", "一样")]).case
    applied = apply_changes(held, [Change("narrative", "", "一样")])
    assert not applied.conflicts and not applied.changed


def test_nothing_clears_a_field() -> None:
    paths = {"losses.l1.amount": "5", "answers.promo_name": "多多搜索", "timeline.e1.what": "开店"}
    applied = apply_changes(case(), [Change(path, base, None) for path, base in paths.items()])
    assert applied.case.losses[0].amount is None and applied.case.timeline[0].what == ""
    assert "promo_name" not in applied.case.answers


def test_control_characters_go_and_rare_characters_stay() -> None:
    applied = apply_changes(case(), [Change("narrative", "", "𠮷\x00野家\x1b[31m 🙂\r\n<script>")])
    assert applied.case.narrative == "𠮷野家[31m 🙂\n<script>"


def test_marks_that_turn_the_direction_go_and_joined_emoji_stay() -> None:
    applied = apply_changes(case(), [Change("shop.name", "", "晴川\u202egpj.exe\u2066 👨\u200d👩\u200d👧")])
    assert applied.case.shop.name == "晴川gpj.exe 👨\u200d👩\u200d👧"


def test_a_part_is_added_once_however_often_it_is_sent() -> None:
    first = add_part(case(), "losses", {"id": "n1", "what": "扣款", "amount": "12.30"})
    again = add_part(first.case, "losses", {"id": "n1", "what": "扣款", "amount": "12.30"})
    assert [loss.id for loss in again.case.losses] == ["l1", "n1"] and not again.changed


def test_an_added_part_keeps_what_is_good() -> None:
    applied = add_part(case(), "losses", {"id": "n1", "what": "扣款", "amount": "很多"})
    assert applied.case.losses[1].what == "扣款" and applied.case.losses[1].amount is None
    assert applied.problems[0].field == "losses.n1.amount"


def test_a_part_without_a_required_field_is_not_added() -> None:
    applied = add_part(case(), "receipts", {"channel": "pdd_ticket"})
    assert not applied.case.receipts and str(applied.problems[0]) == "「提交日期」必须填写。请补上这一项。"


def test_a_full_list_takes_no_more() -> None:
    full = Case(demands=[{"id": f"d{number}"} for number in range(50)])  # type: ignore[list-item]
    applied = add_part(full, "demands", {"text": "退款"})
    assert len(applied.case.demands) == 50 and "最多 50 条" in applied.problems[0].message


@pytest.mark.parametrize("name", ["exhibits", "packages", "model_fields", "shop"])
def test_other_lists_take_nothing(name: str) -> None:
    assert add_part(case(), name, {}).problems


def test_parts_move_within_their_list() -> None:
    moved = move_part(case(), "timeline", "e2", -5)
    assert [event.id for event in moved.case.timeline] == ["e2", "e1"]
    assert not move_part(moved.case, "timeline", "e2", -1).changed
    assert move_part(case(), "timeline", "nope", 1).problems


def test_removing_what_is_gone_is_no_problem() -> None:
    gone = remove_part(case(), "timeline", "e1")
    assert [event.id for event in gone.case.timeline] == ["e2"]
    assert not remove_part(gone.case, "timeline", "e1").changed


@pytest.mark.parametrize(
    ("base", "path"), [("", "answers.promo_promise"), (None, "answers.promo_promise"), ("", "wording.facts")]
)
def test_an_empty_box_is_the_base_of_what_was_never_answered(base, path):
    applied = apply_changes(case(), [Change(path, base, "一个月保底 3 万曝光")])
    assert not applied.conflicts
    assert current(applied.case, path) == "一个月保底 3 万曝光"


def test_an_empty_base_is_a_conflict_once_somebody_answered():
    applied = apply_changes(case(), [Change("answers.promo_name", "", "别的名字")])
    assert [one.theirs for one in applied.conflicts] == ["多多搜索"]
    assert current(applied.case, "answers.promo_name") == "多多搜索"
