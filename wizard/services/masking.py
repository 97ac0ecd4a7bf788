"""Masking other people's data: what is proposed, what the merchant decided, and the page to draw on.

The case holds only rectangles. The masked copy is made from the original when a package is built, so it always shows
what the case says, and the original never leaves the file store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wizard.case import Case, Exhibit, Mask
from wizard.changes import Applied
from wizard.evidence import Place, places_of
from wizard.services import cases, evidence, readings
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved, exhibit_of
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.team.roles import May

MOST_MASKS = 300
PAGE_SECONDS = 60.0
PDF = "application/pdf"
BROKEN = frozenset({"pdf_locked", "pdf_broken", "pdf_no_pages", "image_broken", "image_too_big_to_show"})


def can_mask(exhibit: Exhibit) -> bool:
    """Whether boxes can be drawn on an exhibit: a picture or a PDF that opens."""
    media_type = exhibit.media_type or ""
    opens = BROKEN.isdisjoint(finding.code for finding in exhibit.findings)
    return opens and (media_type == PDF or media_type.startswith("image/"))


@needs(May.READ)
def proposed(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> list[Place]:
    """Places that look like other people's data and are not covered yet; raises `NotFound` while nothing was read."""
    case = cases.read(instance, actor, case_id).case
    reading = readings.reading_of(instance, actor, case_id, exhibit_id)
    masks = exhibit_of(case, exhibit_id).masks
    return [
        place
        for place in places_of(reading, readings.own_values(case))
        if not any(_covers(mask, place) for mask in masks)
    ]


def _covers(mask: Mask, place: Place) -> bool:
    x, y = (place.left + place.right) / 2, (place.top + place.bottom) / 2
    return mask.page == place.page and mask.left <= x <= mask.right and mask.top <= y <= mask.bottom


@needs(May.WRITE)
def cover(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, places: Sequence[Place]) -> Saved:
    """Cover these places in the copy that is submitted."""
    fresh = [
        Mask(page=one.page, left=one.left, top=one.top, right=one.right, bottom=one.bottom, why=one.what)
        for one in places
    ]
    return _changed(instance, actor, case_id, exhibit_id, lambda masks: [*masks, *fresh])


@needs(May.WRITE)
def uncover(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, mask_id: str) -> Saved:
    """Take one box away."""
    return _changed(instance, actor, case_id, exhibit_id, lambda masks: [one for one in masks if one.id != mask_id])


@needs(May.WRITE)
def redraw(
    instance: Instance, actor: Actor, case_id: str, exhibit_id: str, seen: Sequence[Mask], drawn: Sequence[Mask]
) -> Saved:
    """Take over what somebody drew: boxes added, moved or removed since they saw `seen`; a colleague's boxes stay."""
    before, after = {mask.id: mask for mask in seen}, {mask.id: mask for mask in drawn}
    gone = before.keys() - after.keys()
    renewed = {mask_id: mask for mask_id, mask in after.items() if before.get(mask_id) != mask}

    def merge(masks: list[Mask]) -> list[Mask]:
        kept = [renewed.pop(mask.id, mask) for mask in masks if mask.id not in gone]
        return kept + list(renewed.values())

    return _changed(instance, actor, case_id, exhibit_id, merge)


def _changed(
    instance: Instance, actor: Actor, case_id: str, exhibit_id: str, renew: Callable[[list[Mask]], list[Mask]]
) -> Saved:
    def apply(case: Case) -> Applied:
        exhibit = exhibit_of(case, exhibit_id)
        masks = renew(list(exhibit.masks))
        if len(masks) > MOST_MASKS:
            raise refused(
                f"exhibits.{exhibit_id}.masks", f"一份证据最多遮 {MOST_MASKS} 处。", "请把挨着的框合成一个大框。"
            )
        exhibit.masks = masks
        account(exhibit)
        return Applied(case, changed=[f"exhibits.{exhibit_id}.masks"])

    return cases.change(instance, actor, case_id, apply)


def account(exhibit: Exhibit) -> None:
    """What the exhibit says of other people's data, after something was covered or uncovered."""
    if exhibit.covered and exhibit.personal_data in ("unknown", "none"):
        exhibit.personal_data = "masked"
    elif not exhibit.covered and exhibit.personal_data == "masked":
        exhibit.personal_data = "unknown"


@needs(May.READ)
def page(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, number: int) -> bytes:
    """One page of an exhibit as a JPEG to draw boxes on; raises `NotFound` for what has no such page."""
    opened = evidence.open_file(instance, actor, case_id, exhibit_id)
    try:
        media_type = opened.exhibit.media_type or ""
        job = "wizard.services.jobs:page_to_show"
        picture: bytes | None = instance.workers.run(job, opened.path, media_type, number, timeout=PAGE_SECONDS)
    except JobFailed as error:
        raise NotFound("这一页") from error
    finally:
        opened.close()
    if picture is None:
        raise NotFound("这一页")
    return picture
