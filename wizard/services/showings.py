"""What is shown of evidence beside its original: small pictures and poster frames, first rows, mails, talks.

Made once for each file by a worker, right behind the upload; kept by SHA-256 in `previews/`, made again when lost.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from wizard.case import Case, Exhibit
from wizard.evidence.showing import SHOWER, Shown, can_be_shown
from wizard.services import cases, evidence
from wizard.services.access import Actor, needs
from wizard.services.cases import exhibit_of
from wizard.services.instance import Instance
from wizard.services.unheld import unheld
from wizard.services.workers import JobFailed
from wizard.store.errors import StoreError
from wizard.store.ports import Held
from wizard.team.roles import May

SECONDS = 60.0


@needs(May.READ)
def request(instance: Instance, actor: Actor, case_id: str) -> int:
    """Put everything that has no preview yet in the queue; how many. Asked again it adds nothing."""
    case = cases.read(instance, actor, case_id).case
    waiting = missing(instance, case)
    for exhibit in waiting:
        request_one(instance, case_id, exhibit)
    return len(waiting)


def request_one(instance: Instance, case_id: str, exhibit: Exhibit) -> None:
    """Put one exhibit in the queue. For services that have asked for permission already."""
    if _place(instance, exhibit) is not None:
        instance.opening.add(case_id, [(f"show-{exhibit.id}", partial(_make, instance, exhibit))])


def missing(instance: Instance, case: Case) -> list[Exhibit]:
    """The exhibits whose preview is still to be made."""
    return [one for one in case.exhibits if (place := _place(instance, one)) is not None and not place.exists()]


def _place(instance: Instance, exhibit: Exhibit) -> Path | None:
    """Where the preview lies; `None` for what has none."""
    folder = instance.settings.data_folder / "previews"
    if not exhibit.sha256:
        return None
    if evidence.has_picture(exhibit.media_type):
        return folder / f"{exhibit.sha256}.jpg"
    return folder / f"{exhibit.sha256}.json" if can_be_shown(exhibit.media_type) else None


def _make(instance: Instance, exhibit: Exhibit) -> None:
    """Make one; what cannot be made is kept as nothing, so that it is not tried at every look."""
    place = _place(instance, exhibit)
    if place is None or place.exists():
        return
    with suppress(StoreError, OSError), instance.files.local(exhibit.sha256 or "") as path:
        if place.suffix == ".json":
            evidence.write_preview(_shown(instance, path, exhibit).model_dump_json().encode(), place)
        else:
            evidence.draw(instance, path, exhibit.media_type or "", place)


def _shown(instance: Instance, path: Path, exhibit: Exhibit) -> Shown:
    try:
        job = "wizard.services.jobs:show"
        made: Shown = instance.workers.run(job, path, exhibit.media_type, timeout=SECONDS)
    except JobFailed:
        return Shown()
    return made


def forget(instance: Instance, held: Held) -> None:
    """Delete the previews of files that no case holds any more."""
    for path in unheld(instance.settings.data_folder / "previews", held):
        path.unlink(missing_ok=True)


@needs(May.READ)
def shown(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Shown | None:
    """What to show of an exhibit that is no picture; `None` while it is being made, or for what has nothing."""
    exhibit = exhibit_of(cases.read(instance, actor, case_id).case, exhibit_id)
    place = _place(instance, exhibit)
    if place is None or place.suffix != ".json":
        return None
    found = _kept(place)
    if found is None:
        place.unlink(missing_ok=True)
        request_one(instance, case_id, exhibit)
    return found


def _kept(place: Path) -> Shown | None:
    """The preview as it was made; `None` when it is lost, broken, or made by an earlier version."""
    try:
        found = Shown.model_validate_json(place.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.shower == SHOWER else None
