"""A case that is known already is read again only when it changed: what is handed out is always what is saved."""

from __future__ import annotations

import dataclasses
import json
import random
import secrets

import pytest

from wizard.case import Exhibit
from wizard.changes import Change
from wizard.evidence import Inspection
from wizard.evidence.reading import READER, Reading
from wizard.services import cases, evidence, readings
from wizard.services.access import Actor
from wizard.services.errors import NotFound
from wizard.services.evidence import Kept
from wizard.services.instance import Instance
from wizard.services.readings import Waiting
from wizard.services.stored_cases import KEPT

PATHS = ("narrative", "shop.name", "answers.bug_page", "missing_evidence_reason", "respondent.shop_name")
VALUES = ("", "甲", "乙 𠮷", "  两个  空格 ", "x" * 150)


def test_what_is_known_is_what_is_saved_whoever_changes_it(instance: Instance, office) -> None:
    """Random changes and hand-overs, each followed by a look with old and with the newest knowledge."""
    chance = random.Random(20261122)
    known = old = cases.create(instance, office.owner)
    case_id = known.case.id
    for _ in range(60):
        actor = chance.choice((office.owner, office.editor))
        before = cases.read(instance, actor, case_id).case.model_dump(mode="json")
        path = chance.choice(PATHS)
        head, _, rest = path.partition(".")
        base = before[head].get(rest) if rest else before[head]
        saved = cases.save(instance, actor, case_id, [Change(path, base, chance.choice(VALUES))])
        if chance.random() < 0.2:
            cases.assign(instance, actor, case_id, chance.choice((None, office.owner.person_id)))
        fresh = cases.read(instance, office.viewer, case_id)
        for held in (known, old, saved.stored):
            assert cases.read(instance, office.viewer, case_id, held) == fresh
        old, known = known, cases.read(instance, office.viewer, case_id, known)


def arrive(instance: Instance, actor: Actor, case_id: str) -> Exhibit:
    file = Kept("x.txt", secrets.token_hex(32), 7, Inspection("text/plain", "x.txt", []))
    exhibit = evidence.keep(instance, actor, case_id, file).exhibit
    assert exhibit is not None
    return exhibit


def note_read(instance: Instance, actor: Actor, case_id: str, exhibit: Exhibit) -> None:
    one = Waiting(actor, case_id, exhibit.id, exhibit.sha256 or "", "image/png")
    readings._note(instance, one, Reading(reader=READER, unread="no_text"))


def test_states_share_what_did_not_change_and_none_is_changed_by_the_next(instance: Instance, office) -> None:
    """Files arrive and are read, people write, move and remove: each state stays as saved, and tells it as JSON."""
    chance, actor = random.Random(20261127), office.editor
    case_id = cases.create(instance, actor).case.id
    states = [cases.read(instance, actor, case_id)]
    frozen = [states[0].case.model_dump_json()]
    for turn in range(40):
        case = cases.read(instance, actor, case_id).case
        exhibits = case.exhibits
        deed = chance.choice(("arrive", "arrive", "read", "write", "title", "move", "remove", "loss"))
        if deed == "arrive" or not exhibits:
            arrive(instance, actor, case_id)
        elif deed == "read":
            note_read(instance, actor, case_id, chance.choice(exhibits))
        elif deed == "write":
            cases.save(instance, actor, case_id, [Change("narrative", case.narrative, f"第 {turn} 次")])
        elif deed == "title":
            chosen = chance.choice(exhibits)
            change = Change(f"exhibits.{chosen.id}.title", chosen.title, f"第 {turn} 份")
            cases.save(instance, actor, case_id, [change])
        elif deed == "move":
            cases.move_part(instance, actor, case_id, "exhibits", exhibits[0].id, 1)
        elif deed == "remove":
            evidence.remove(instance, actor, case_id, exhibits[-1].id)
        else:
            cases.add_part(instance, actor, case_id, "losses", {"what": f"损失 {turn}"})
        state = cases.read(instance, actor, case_id)
        with instance.store.read() as work:
            row = cases.found(work, actor, case_id)
        assert state.version == row.version and state.case == cases.read_case(row.data)
        if chance.random() < 0.6:
            assert state.plain == json.loads(row.data)
        states.append(state)
        frozen.append(state.case.model_dump_json())
    assert [one.case.model_dump_json() for one in states] == frozen


def test_a_file_that_arrives_does_not_make_the_other_exhibits_anew(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    first = arrive(instance, office.owner, case_id)
    known = cases.read(instance, office.owner, case_id)
    plain = known.plain
    second = arrive(instance, office.editor, case_id)
    note_read(instance, office.editor, case_id, second)
    newest = cases.read(instance, office.owner, case_id, known)
    assert [one.id for one in newest.case.exhibits] == [first.id, second.id]
    assert newest.case.exhibits[0] is known.case.exhibits[0]
    assert newest.plain["exhibits"][0] is plain["exhibits"][0]


def test_only_so_many_cases_are_kept_at_hand(instance: Instance, office) -> None:
    made = [cases.create(instance, office.owner) for _ in range(KEPT + 1)]
    assert instance.latest.of("t1", made[0].case.id) is None
    assert cases.read(instance, office.owner, made[0].case.id).case == made[0].case
    cases.delete(instance, office.owner, made[-1].case.id)
    assert instance.latest.of("t1", made[-1].case.id) is None


def test_an_unchanged_case_is_not_read_again(instance: Instance, office) -> None:
    known = cases.create(instance, office.owner)
    assert cases.read(instance, office.owner, known.case.id, known) is known


def test_knowing_a_case_opens_no_other_case_and_no_other_team(instance: Instance, office) -> None:
    known = cases.create(instance, office.owner)
    other = cases.create(instance, office.owner)
    assert cases.read(instance, office.owner, other.case.id, known).case.id == other.case.id
    stranger = dataclasses.replace(office.owner, person_id="nobody")
    with pytest.raises(NotFound):
        cases.read(instance, stranger, known.case.id, known)
    cases.delete(instance, office.owner, known.case.id)
    with pytest.raises(NotFound):
        cases.read(instance, office.owner, known.case.id, known)
