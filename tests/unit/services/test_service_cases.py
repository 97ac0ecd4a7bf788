"""Cases through the services: merging, conflicts, the board, the history, deletion."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from wizard.case import Case
from wizard.changes import Change
from wizard.services import cases
from wizard.services.auditing import verify_audit
from wizard.services.board import board_of
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance


def test_two_people_change_different_fields(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    cases.save(instance, office.owner, case_id, [Change("narrative", "", "被扣了 1000 元")])
    saved = cases.save(instance, office.editor, case_id, [Change("shop.name", "", "晨星数码")])
    assert (saved.stored.case.narrative, saved.stored.case.shop.name) == ("被扣了 1000 元", "晨星数码")
    assert saved.stored.version == 3 and not saved.conflicts


def test_the_same_field_names_both_values_and_who(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    cases.save(instance, office.owner, case_id, [Change("narrative", "", "甲")])
    saved = cases.save(instance, office.editor, case_id, [Change("narrative", "", "乙")])
    (conflict,) = saved.conflicts
    assert (conflict.mine, conflict.theirs, conflict.by) == ("乙", "甲", "王五")
    assert saved.stored.case.narrative == "甲" and saved.stored.version == 2


def test_nothing_new_is_not_a_new_version(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    saved = cases.save(instance, office.owner, case_id, [Change("narrative", "", "")])
    assert saved.stored.version == 1 and len(cases.history(instance, office.owner, case_id)) == 1


def test_twenty_people_at_once_lose_nothing(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id

    def write(number: int) -> None:
        values = {"id": f"n{number}", "what": f"第 {number} 件"}
        cases.add_part(instance, (office.owner, office.editor)[number % 2], case_id, "timeline", values)

    with ThreadPoolExecutor(10) as crowd:
        list(crowd.map(write, range(20)))
    stored = cases.read(instance, office.viewer, case_id)
    assert {event.id for event in stored.case.timeline} == {f"n{number}" for number in range(20)}
    assert stored.version == 21
    assert all(chain.broken_at is None for chain in verify_audit(instance))


@pytest.mark.parametrize(
    ("answer", "value", "words"),
    [
        ("penalty_amount", "-5", "不能是负数"),
        ("penalty_amount", "1.005", "小数最多两位"),
        ("penalty_amount", "一千", "不是数字"),
        ("penalty_notified_on", "昨天", "不是有效的日期"),
        ("penalty_notified_on", "2026-02-30", "不是有效的日期"),
        ("penalty_notified_on", "20261103", "不是有效的日期"),
        ("penalty_deducted", "是", "应当是"),
        ("penalty_kind", "lottery", "不在可选范围内"),
        ("rule_forced", ["none", "lottery"], "不在可选范围内"),
    ],
)
def test_answers_must_fit_their_question(instance: Instance, office, answer: str, value: object, words: str) -> None:
    case_id = cases.create(instance, office.owner).case.id
    changes = [Change(f"answers.{answer}", None, value), Change("narrative", "", "经过")]
    saved = cases.save(instance, office.owner, case_id, changes)
    assert words in saved.problems[0].message and saved.problems[0].field == f"answers.{answer}"
    assert answer not in saved.problems[0].message, "people know the question, not its id"
    assert answer not in saved.stored.case.answers and saved.stored.case.narrative == "经过"


def test_good_answers_are_kept(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    values = {"penalty_amount": "1286.40", "penalty_notified_on": "2026-11-03", "penalty_deducted": True}
    changes = [Change(f"answers.{answer}", None, value) for answer, value in values.items()]
    assert cases.save(instance, office.owner, case_id, changes).stored.case.answers == values


def test_the_board_follows_the_case(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.editor).case.id
    changes = [
        Change("narrative", "", "平台把货款扣了"),
        Change("scenario", None, "fine_dispute"),
        Change("shop.name", "", "晨星数码"),
        Change("answers.appeal_deadline_on", None, "2026-11-24"),
    ]
    cases.save(instance, office.editor, case_id, changes)
    cases.add_part(instance, office.editor, case_id, "losses", {"what": "货款", "amount": "1286.40"})
    board = board_of(instance, office.viewer, query="晨星")
    (row,) = board.lines
    assert row.title.endswith("平台把货款扣了") and row.shop == "晨星数码" and str(row.money) == "1286.40"
    assert (row.state, row.assignee_name, row.updated_by_name) == ("draft", "李四", "李四")
    assert row.next_due and row.next_due.isoformat() == "2026-11-24" and str(board.money_at_stake) == "1286.40"
    assert board_of(instance, office.stranger).lines == []


def test_a_long_story_makes_a_title_that_shows_it_was_cut(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.editor).case.id
    cases.save(instance, office.editor, case_id, [Change("narrative", "", "平台把货款扣了，" * 20)])
    (row,) = board_of(instance, office.editor).lines
    assert row.title.endswith("…") and len(row.title) == 40


def test_the_history_says_who_did_what_without_what_was_written(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    cases.save(instance, office.editor, case_id, [Change("shop.phone", "", "13800000001")])
    newest, first = cases.history(instance, office.viewer, case_id)
    assert (newest.who, newest.event, newest.details["paths"]) == ("李四", "case_changed", ["shop.phone"])
    assert first.event == "case_created" and "138" not in json.dumps(
        [vars(line) for line in (newest, first)], default=str
    )


def test_a_case_is_handed_to_members_only(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    assert cases.assign(instance, office.owner, case_id, office.signer.person_id).assignee == office.signer.person_id
    with pytest.raises(NotFound):
        cases.assign(instance, office.owner, case_id, office.stranger.person_id)
    assert cases.assign(instance, office.owner, case_id, None).assignee is None


def test_a_case_goes_to_nobody_who_could_not_work_on_it(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.editor).case.id
    with pytest.raises(Refused, match="不能办理案件"):
        cases.assign(instance, office.owner, case_id, office.viewer.person_id)
    assert cases.read(instance, office.owner, case_id).assignee == office.editor.person_id


def test_a_deleted_case_is_gone_and_remembered(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    cases.delete(instance, office.owner, case_id)
    with pytest.raises(NotFound):
        cases.read(instance, office.owner, case_id)
    with instance.store.read() as work:
        assert work.audit.record("t1")[-1].event == "case_deleted"


def test_an_exported_case_is_a_case_file(instance: Instance, office) -> None:
    stored = cases.create(instance, office.owner)
    exported = cases.export_json(instance, office.viewer, stored.case.id)
    assert Case.model_validate_json(exported) == stored.case


def test_unknown_lists_are_refused(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    with pytest.raises(Refused):
        cases.remove_part(instance, office.owner, case_id, "packages", "x")
