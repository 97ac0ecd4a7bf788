"""The words a package prints by itself, read once from `assets/package/words.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "assets" / "package" / "words.yaml"


class Words:
    """One group of words: `words("page", page=3)`, `words.items("columns")`."""

    def __init__(self, values: dict[str, Any]) -> None:
        """Take a group as it stands in the file."""
        self._values = values

    def __call__(self, name: str, /, **fields: object) -> str:
        """The text `name` with `{fields}` filled in; raises `KeyError` for an unknown name."""
        text = str(self._values[name])
        return text.format(**fields) if fields else text

    def get(self, name: str) -> str:
        """The text `name`; empty when there is none."""
        return str(self._values.get(name, ""))

    def items(self, name: str) -> list[str]:
        """A list of texts."""
        return [str(text) for text in self._values[name]]

    def group(self, name: str) -> Words:
        """A group within the group."""
        return Words(self._values[name])


@lru_cache(maxsize=1)
def words() -> Words:
    """All words."""
    return Words(yaml.safe_load(FILE.read_text("utf-8")))


def group(name: str) -> Words:
    """One group of words, such as `cover`."""
    return words().group(name)
