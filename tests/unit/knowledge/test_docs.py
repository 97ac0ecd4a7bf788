"""The reference pages name what there is: nothing in them is missing, and nothing is invented."""

import datetime as dt
import re
from pathlib import Path

import pytest

from wizard.case import Case
from wizard.knowledge.checks import CHECKS
from wizard.knowledge.checks.conditions import ATTEMPT_KEYS, ROUTING
from wizard.knowledge.checks.content import RECORD_TYPES
from wizard.knowledge.conditions import view_of
from wizard.knowledge.records.base import Record
from wizard.knowledge.records.routes import Route
from wizard.routing.route import RECOMMENDABLE

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
CONDITIONS = (REFERENCE / "conditions.md").read_text("utf-8")
KNOWLEDGE = (REFERENCE / "knowledge.md").read_text("utf-8")
NAMES = {*view_of(Case(), {}, dt.date(2026, 11, 22)), *ROUTING}


@pytest.mark.parametrize("name", sorted(NAMES | ATTEMPT_KEYS))
def test_every_name_of_the_view_is_described(name):
    assert re.search(rf"`{name}\b", CONDITIONS)


def test_no_name_is_described_that_the_view_has_not():
    described = set(re.findall(r"^\| `(\w+)", CONDITIONS, re.MULTILINE))
    kinds = {"yes_no", "choice", "choices", "date", "money", "text", "number", "long_text", "answers"}
    assert described <= NAMES | kinds


@pytest.mark.parametrize("topic", sorted(RECORD_TYPES))
def test_every_topic_is_described(topic):
    assert f"`{topic}`" in KNOWLEDGE


@pytest.mark.parametrize(
    "field", [*Record.model_fields, *sorted(set(Route.model_fields) & {"for_points", "exclusions"})]
)
def test_every_common_field_is_described(field):
    assert f"`{field}`" in KNOWLEDGE


def test_the_checks_are_listed_with_their_reasons():
    listed = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", KNOWLEDGE, re.MULTILINE))
    assert {rule.id: rule.reason for rule in CHECKS}.items() <= listed.items()


def test_the_least_score_is_the_one_in_use():
    assert f"低于 {RECOMMENDABLE} 分不推荐" in KNOWLEDGE
