"""What is kept beside the files of cases and goes once no case holds them: readings, previews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wizard.store.batches import batches
from wizard.store.ports import Held


def unheld(folder: Path, held: Held) -> Iterator[Path]:
    """What lies in a folder under the names of files that no case holds; `held` tells which are."""
    for some in batches(folder.glob("*")):
        kept = held({_name(path) for path in some})
        yield from (path for path in some if _name(path) not in kept)


def _name(path: Path) -> str:
    return path.name.partition(".")[0]
