"""The table of attacks: every row names tests, and every test it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "security" / "attacks.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)))


def rows() -> list[list[str]]:
    lines = PAGE.split("## 没有挡住")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] not in ("试了什么", "---") and not set(row[0]) <= {"-"}]


def test_every_row_has_a_result_and_a_test() -> None:
    assert len(rows()) > 40
    for row in rows():
        assert len(row) == 3 and row[1] and re.search(r"`test_\w+\.py::test_\w+`", row[2]), row


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_named_is_there(file: str, test: str) -> None:
    [path] = (ROOT / "tests").rglob(file)
    assert re.search(rf"def {test}\b", path.read_text("utf-8")), f"{file} has no {test}"
