"""The worked samples: one per scenario in `assets/samples`, copied into a team as an ordinary case."""

from __future__ import annotations

from pathlib import Path

from wizard.case import Case, Exhibit, new_case_id, new_reference, now
from wizard.services.access import Actor
from wizard.services.errors import NotFound
from wizard.services.instance import Instance
from wizard.store.rows import FileRow

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"


def sample_scenarios() -> list[str]:
    """The scenarios that have a worked sample."""
    return sorted(path.parent.name for path in SAMPLES.glob("*/case.json"))


def copy_sample(instance: Instance, actor: Actor, scenario: str) -> tuple[Case, list[FileRow]]:
    """The sample under new ids, its evidence in the file store; raises `NotFound`."""
    if scenario not in sample_scenarios():
        raise NotFound("样例")
    case = Case.model_validate_json((SAMPLES / scenario / "case.json").read_text("utf-8"))
    case.id, case.reference = new_case_id(), new_reference()
    case.created_at = case.updated_at = now()
    folder = SAMPLES / scenario / "evidence"
    files = [_take(instance, actor, case, exhibit, folder) for exhibit in case.exhibits]
    return case, [row for row in files if row is not None]


def _take(instance: Instance, actor: Actor, case: Case, exhibit: Exhibit, folder: Path) -> FileRow | None:
    path = folder / exhibit.file_name
    if not path.is_file():
        return None
    exhibit.sha256, exhibit.size = instance.files.add(path)
    exhibit.received_at = now()
    if exhibit.media_type is None:
        _inspect(instance, exhibit, path)
    return FileRow(case.id, actor.team_id, exhibit.sha256, "exhibit", exhibit.size)


def _inspect(instance: Instance, exhibit: Exhibit, path: Path) -> None:
    from wizard.services.inspecting import inspect, note_inspection

    note_inspection(exhibit, inspect(instance, path, exhibit.file_name))
