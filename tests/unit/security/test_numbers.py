"""The numbers on the security page are those of the code."""

import datetime as dt
import importlib
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "security" / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `(wizard\.[a-z_.]+)\.([A-Z_]+)`", PAGE, re.MULTILINE)
UNITS = {"天": 86400, "小时": 3600, "分钟": 60, "秒": 1, "MB": 1024**2, "GB": 1024**3}


def meant(words: str) -> set[float]:
    """Every quantity in a cell: plain numbers, bits as bytes too, spans of time in seconds, millions, bytes."""
    found: set[float] = set()
    for digits, unit in re.findall(r"(\d+(?:\.\d+)?) ?([^\d ，。；、（）]*)", words):
        number = float(digits)
        found |= {number, number / 8} | {number * 1_000_000 for _ in [0] if unit.startswith("百万")}
        found |= {number * size for name, size in UNITS.items() if unit.startswith(name)}
    return found | ({1.0} if "各认 1 个" in words else set())


@pytest.mark.parametrize(("words", "module", "name"), [(words, module, name) for _, words, module, name in ROWS])
def test_a_number_is_the_codes(words: str, module: str, name: str) -> None:
    value = getattr(importlib.import_module(module), name)
    wanted = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    assert wanted in meant(words), (words, value)


def test_there_are_numbers_to_compare() -> None:
    assert len(ROWS) > 15
