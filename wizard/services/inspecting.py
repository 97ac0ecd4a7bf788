"""Looking into a stranger's file in a worker process, and noting on the exhibit what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Exhibit
from wizard.services.errors import refused
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed

if TYPE_CHECKING:
    from wizard.evidence import Inspection

SECONDS = 60.0


def inspect(instance: Instance, path: Path, file_name: str) -> Inspection:
    """What a file is and what is remarkable about it; raises `Refused` for one that cannot be evidence."""
    try:
        found = instance.workers.run("wizard.services.jobs:inspect", path, file_name, timeout=SECONDS)
    except JobFailed as error:
        words = f"「{file_name}」打不开或太复杂，检查时出错。"
        raise refused("file", words, "请另存为 PDF 或图片后再上传。") from error
    if isinstance(found, tuple):
        _code, message = found
        raise refused("file", message)
    inspection: Inspection = found
    return inspection


def note_inspection(exhibit: Exhibit, inspection: Inspection) -> None:
    """Copy what an inspection found to the exhibit."""
    for name in ("media_type", "pages", "seconds", "width", "height"):
        setattr(exhibit, name, getattr(inspection, name))
    exhibit.findings = list(inspection.findings)
