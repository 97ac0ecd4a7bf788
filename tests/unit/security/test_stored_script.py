"""Whatever people type, no page takes it for HTML or Markdown: every text of a case, a name, a team, a comment."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.pages.test_pages import PAGES, PARTS
from tests.unit.ui.conftest import app
from wizard.case import Case
from wizard.services import cases, together

__all__ = ["app"]
SCRIPT = "<img src=x onerror=alert(1)>"
MARK = "<img src=x"
SHORT = '"><script>alert(2)</script>'


def poisoned(value: Any) -> Any:
    """The same JSON with a script before every text."""
    if isinstance(value, dict):
        return {key: poisoned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner) for inner in value]
    return f"{SCRIPT}{SHORT}{value}" if isinstance(value, str) else value


def everywhere(case: Case) -> Case:
    """A case with a script in every text that the model lets a person type."""
    values = case.model_dump(mode="json")
    for _ in range(400):
        for path, old in list(texts(values)):
            put(values, path, f"{SCRIPT}{SHORT}{old}")
            try:
                case = Case.model_validate(values)
            except ValidationError:
                put(values, path, old)
        return case
    return case


def texts(value: Any, path: tuple[Any, ...] = ()) -> Any:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            if key not in ("id", "scenario", "channel", "platform", "reference"):
                yield from texts(one, (*path, key))
    elif isinstance(value, str):
        yield path, value


def put(tree: Any, path: tuple[Any, ...], value: str) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value


@pytest.fixture
def case_id(instance, office) -> str:
    sample = cases.open_sample(instance, office.editor, "fine_dispute").case
    bad = everywhere(sample.model_copy(update={"id": "f" * 32, "exhibits": []}))
    assert str(bad.model_dump()).count(MARK) > 25
    with instance.store.write() as work:
        work._connection.exec_driver_sql("UPDATE people SET name = ?", (SCRIPT,))
        work._connection.exec_driver_sql("UPDATE teams SET name = ?", (SCRIPT,))
    made = cases.add(instance, office.editor, bad).case.id
    together.comment(instance, office.viewer, made, f"{SCRIPT}{SHORT}")
    return made


def unescaped(tab) -> list[str]:
    """Places where a typed script stands in HTML as it is, or in a label that is Markdown and allows HTML."""
    found = [str(element.body) for element in tab.get("html") if re.search(r"<img src=x|<script", str(element.body))]
    found += [str(one.value) for one in tab.markdown if one.proto.allow_html and MARK in str(one.value)]
    return found


@pytest.mark.parametrize("step", PAGES)
def test_no_step_runs_what_was_typed(app, office, case_id, step):
    for part in PARTS.get(step, [""]):
        tab = app.open(office.editor, step, case=case_id, part=part)
        assert not tab.exception, part
        assert not unescaped(tab), part


@pytest.mark.parametrize("place", ["", "team", "record", "guide"])
def test_no_place_runs_what_was_typed(app, office, case_id, place):
    tab = app.open(office.owner, place)
    assert not tab.exception
    assert not unescaped(tab)
