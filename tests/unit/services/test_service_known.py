"""A case that is known already is read again only when it changed: what is handed out is always what is saved."""

from __future__ import annotations

import dataclasses
import random

import pytest

from wizard.changes import Change
from wizard.services import cases
from wizard.services.errors import NotFound
from wizard.services.instance import Instance

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
