"""What is kept about a settled case is what would be answered anew, whatever was changed since."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest

from wizard.case import Case, Exhibit, Readout, SeenValue
from wizard.changes import Change, add_part, apply_changes, move_part, own_part, remove_part, with_own_lists
from wizard.services import judgement
from wizard.services.samples import SAMPLES, sample_scenarios
from wizard.settled_case import Settled, of_each

DAY = dt.date(2026, 11, 22)
JUDGEMENTS: dict[str, Callable[[Case], Any]] = {
    "triage": judgement.triage,
    "questions": lambda case: judgement.questions(case, DAY),
    "told": lambda case: judgement.told(case, DAY),
    "problems": lambda case: judgement.problems(case, DAY),
    "calculations": lambda case: judgement.calculations(case, DAY),
    "unfinished": lambda case: judgement.unfinished_calculations(case, DAY),
    "claims": lambda case: judgement.claims(case, DAY),
    "offers": lambda case: judgement.offers(case, DAY),
    "assess": lambda case: judgement.assess(case, day=DAY),
    "route": lambda case: judgement.route(case, DAY),
    "demands": lambda case: judgement.demands(case, DAY),
    "basis": lambda case: judgement.basis(case, DAY),
    "document": lambda case: judgement.document(case, case.channel or "platform_appeal", DAY),
    "rehearsal": lambda case: judgement.rehearsal(case, case.channel or "platform_appeal", DAY),
    "texts": lambda case: judgement.texts(case, case.channel or "platform_appeal", DAY),
    "tasks": lambda case: judgement.tasks(case, DAY),
    "next_moves": lambda case: judgement.next_moves(case, DAY),
}
WORDS = ("", "平台 11月3日 罚款 3,000 元，订单 241103-123456789012345", "联系电话 13812345678", "骗子平台", "无")
LISTS = ("timeline", "identifiers", "losses", "attempts", "demands", "receipts", "replies")


def field_changes(case: Case, chance: random.Random) -> Change:
    """A change of any field that a person can change, in most cases to a value that is allowed there."""
    pack = judgement.pack(case)
    plain = case.model_dump(mode="json")
    choices: dict[str, list[Any]] = {
        "narrative": [*WORDS],
        "scenario": [None, *pack.scenarios],
        "secondary": [[], ["system_bug"], ["settlement", "fine_dispute"]],
        "channel": [None, *pack.channels],
        "missing_evidence_reason": [*WORDS],
        "respondent.kind": ["platform", "merchant"],
        "respondent.shop_name": [*WORDS],
        "tasks_done.submit": [None, "2026-11-20"],
    }
    choices |= {f"shop.{name}": [*WORDS] for name in ("name", "shop_id", "contact", "phone", "address")}
    choices |= {f"answers.{one}": [None, "2026-03-08", "1200.50", True, "no", "x"] for one in pack.questions}
    choices |= {f"cited.{one.law.id}": [None, True, False] for one in judgement.basis(case, DAY)}
    for name in (*LISTS, "exhibits"):
        for part in plain[name]:
            choices |= {
                f"{name}.{part['id']}.{key}": [value, None, *WORDS, "2026-10-01", "77.10"]
                for key, value in part.items()
            }
    for exhibit in case.exhibits:
        choices[f"exhibits.{exhibit.id}.kinds"] = [[], [chance.choice(list(pack.evidence_kinds))]]
    path = chance.choice(list(choices))
    base: Any = plain
    for step in path.split("."):
        base = next(one for one in base if one["id"] == step) if isinstance(base, list) else base.get(step)
    return Change(path, base, chance.choice(choices[path]))


def arrived_or_read(case: Case, chance: random.Random) -> Case:
    """The case with one more exhibit, the same file as another now and then, or with one that was read just now."""
    grown = with_own_lists(case)
    if not grown.exhibits or chance.random() < 0.5:
        grown.exhibits.append(Exhibit(file_name="mmexport1712345678901.jpg", sha256=chance.choice("ab") * 64))
        return grown
    read = own_part(grown, "exhibits", chance.choice(grown.exhibits).id)
    amount = SeenValue(kind="amount", value=chance.choice(("12.00", "13.00")), words="x", label="罚款金额")
    order = SeenValue(kind="order", value="241103-123456789012345", words="y")
    values = chance.choice(([], [order], [order, amount]))
    look = chance.choice(("00000000000000ff", "00000000000000fe", "f0f0f0f0f0f0f0f0"))
    read.readout = Readout(reader=1, characters=99, values=values, look=look, unread="" if values else "no_text")
    return grown


def changed(case: Case, chance: random.Random) -> Case:
    """The case after one deed of a person, or after a file arrived or was read."""
    deed, name = chance.random(), chance.choice(LISTS)
    if deed < 0.2:
        return arrived_or_read(case, chance)
    if deed < 0.7:
        return apply_changes(case, [field_changes(case, chance)]).case
    if deed < 0.8:
        values = {"on": "2026-10-02", "what": chance.choice(WORDS), "amount": "12.00", "value": "241103-1234567"}
        return add_part(case, name, values | {"channel": "platform_appeal", "submitted_on": "2026-11-01"}).case
    parts = getattr(case, chance.choice((*LISTS, "exhibits")))
    named = next(one for one in (*LISTS, "exhibits") if getattr(case, one) is parts)
    if not parts:
        return case
    part = chance.choice(parts).id
    return (remove_part(case, named, part) if deed < 0.9 else move_part(case, named, part, chance.choice((-1, 1)))).case


@pytest.mark.parametrize("scenario", sample_scenarios())
def test_kept_answers_are_those_that_would_be_given_anew(scenario: str) -> None:
    chance = random.Random(scenario)
    case = Case.model_validate_json((SAMPLES / scenario / "case.json").read_text("utf-8"))
    settled = Settled.of(case)
    for _ in range(30):
        for name in chance.sample(list(JUDGEMENTS), 7):  # some are asked again only many changes later
            anew = JUDGEMENTS[name](case.model_copy(deep=True))
            assert JUDGEMENTS[name](settled) == anew, name
        case = changed(case, chance)
        settled = Settled.of(case, settled)


def counting(kept: Settled, look: Callable[[Case], Any]) -> Callable[[Settled], int]:
    """How often an answer that looks at a part of the case was made until now."""
    made: list[int] = []

    def ask(case: Settled) -> int:
        case.answer("looked", lambda: made.append(look(case)))
        return len(made)

    return ask


def test_an_answer_is_made_again_only_when_something_it_looked_at_changed() -> None:
    first = Settled.of(Case(narrative="甲"))
    ask = counting(first, lambda case: case.narrative)
    same = Settled.of(apply_changes(first, [Change("shop.name", "", "晴川")]).case, first)
    other = Settled.of(apply_changes(same, [Change("narrative", "甲", "乙")]).case, same)
    assert [ask(first), ask(first), ask(same), ask(other), ask(other)] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "look",
    [lambda case: case.model_dump_json(), lambda case: dict(case), repr, Case.model_copy],
)
def test_who_takes_all_of_a_case_has_looked_at_all_of_it(look: Callable[[Case], Any]) -> None:
    first = Settled.of(Case(narrative="甲"))
    ask = counting(first, look)
    assert ask(first) == 1
    assert ask(Settled.of(apply_changes(first, [Change("shop.name", "", "晴川")]).case, first)) == 2


def test_an_answer_depends_on_the_answers_it_was_made_from() -> None:
    first = Settled.of(Case(narrative="甲"))

    def outer(case: Settled) -> str:
        return case.answer("outer", lambda: case.answer("inner", lambda: case.narrative) + "!")

    assert (outer(first), outer(first)) == ("甲!", "甲!")
    again = Settled.of(apply_changes(first, [Change("narrative", "甲", "乙")]).case, first)
    assert again.answer("inner", lambda: again.narrative) == "乙"
    assert outer(again) == "乙!"


def test_another_case_knows_nothing_of_these_answers() -> None:
    first = Settled.of(Case())
    first.answer("name", lambda: "one")
    assert Settled.of(Case(), first).answer("name", lambda: "other") == "other"


def test_a_view_of_a_case_does_not_change_with_what_conditions_do_not_see() -> None:
    from wizard.knowledge.conditions import view_of

    first = Settled.of(Case(answers={"promo_name": "多多搜索"}))
    pack = judgement.pack(first)
    ask = counting(first, lambda case: view_of(case, pack.questions, DAY)["has_narrative"])
    told = Settled.of(apply_changes(first, [Change("narrative", "", "甲")]).case, first)
    longer = Settled.of(apply_changes(told, [Change("narrative", "甲", "甲乙")]).case, told)
    assert [ask(first), ask(told), ask(longer)] == [1, 2, 2]


@pytest.mark.parametrize("path, value", [("channel", "gov_12345"), ("narrative", "甲"), ("shop.name", "晴川")])
def test_choosing_a_channel_or_typing_does_not_weigh_the_channels_again(
    path: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard import routing
    from wizard.facts import checking

    made: list[str] = []
    weigh = routing.route
    monkeypatch.setattr(routing, "route", lambda *of: (made.append("route"), weigh(*of))[1])

    def looks_at_the_timeline(report: Any) -> None:
        made.append("timeline")
        assert report.case.timeline

    monkeypatch.setattr(checking, "CHECKS", (*checking.CHECKS, looks_at_the_timeline))
    sample = Case.model_validate_json((SAMPLES / "fine_dispute" / "case.json").read_text("utf-8"))
    sample.channel, sample.narrative = "pdd_ticket", "乙"
    first = Settled.of(sample)
    judgement.route(first, DAY), judgement.problems(first, DAY)
    was = {"channel": "pdd_ticket", "narrative": "乙", "shop.name": sample.shop.name}[path]
    applied = apply_changes(first, [Change(path, was, value)])
    assert applied.changed == [path]
    second = Settled.of(applied.case, first)
    judgement.route(second, DAY), judgement.problems(second, DAY)
    assert made == ["route", "timeline"]


def test_what_was_made_of_an_exhibit_holds_while_it_and_what_surrounds_it_are_the_same() -> None:
    """Of two hundred photos that arrive one by one, each is looked at once."""
    made: list[str] = []

    def look(case: Settled, within: object = None, place: object = None) -> list[str]:
        parts = [(one, place) for one in case.exhibits]
        return of_each(case, "looks", within, parts, lambda one, _place: made.append(one.id) or one.id)

    first, second = Exhibit(), Exhibit()
    one = Settled.of(Case(exhibits=[first]))
    both = Settled.of(one.model_copy(update={"exhibits": [second, first]}), one)
    assert look(one) == [first.id] and look(both) == [second.id, first.id] and made == [first.id, second.id]
    assert look(both, "elsewhere") == look(both, "elsewhere") and len(made) == 4
    assert look(both, "elsewhere", "moved") == [second.id, first.id] and len(made) == 6
    open_to_change = Case(exhibits=[first])
    assert of_each(open_to_change, "looks", None, [(first, None)], lambda *_: 7) == [7]
