"""Stars over other people's data in tables, documents, texts and mails: what is proposed, and what was decided.

The case holds only what is to be hidden. The masked copy is made from the original when a package is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wizard.case import Case, Exhibit, Hidden
from wizard.changes import Applied
from wizard.evidence.reading import surveyed
from wizard.evidence.survey import SheetHead, Spot
from wizard.services import cases, readings
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved, exhibit_of
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.services.masking import account
from wizard.team.roles import May

MOST_HIDDEN = 300
LEAST_WORDS = 2  # characters: one would star half the file
SHOWN_LINES = 40
BROKEN = frozenset({"spreadsheet_broken", "text_encoding", "empty_text"})


@dataclass(frozen=True)
class Looked:
    """What the survey of an exhibit says now: still to be hidden, the columns, why it cannot be starred at all."""

    proposed: list[Spot]
    sheets: tuple[SheetHead, ...] = ()
    refused: str = ""
    whole: bool = True


def can_star(exhibit: Exhibit) -> bool:
    """Whether an exhibit is a table, document, text or mail that opens."""
    return surveyed(exhibit.media_type) and BROKEN.isdisjoint(finding.code for finding in exhibit.findings)


@needs(May.READ)
def looked(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Looked:
    """What was found and is not hidden yet; raises `NotFound` while the file was not looked through."""
    case = cases.read(instance, actor, case_id).case
    survey = readings.reading_of(instance, actor, case_id, exhibit_id).survey
    if survey is None:
        raise NotFound("找过的结果")
    hidden, own = exhibit_of(case, exhibit_id).hidden, readings.own_values(case)
    left = [spot for spot in survey.spots if not spot.is_in(hidden) and not spot.is_one_of(own)]
    return Looked(left, survey.sheets, survey.refused, survey.whole)


@needs(May.READ)
def opening(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> list[str]:
    """The first lines of the copy that is submitted, of a file that is no table."""
    from wizard.evidence.starring import Hider

    case = cases.read(instance, actor, case_id).case
    hider = Hider(exhibit_of(case, exhibit_id).hidden)
    lines = readings.reading_of(instance, actor, case_id, exhibit_id).text.splitlines()
    return [hider.text(line) for line in lines[:SHOWN_LINES]]


@needs(May.WRITE)
def hide(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, spots: Sequence[Spot]) -> Saved:
    """Star these in the copy that is submitted; what is hidden already is not taken twice."""

    def add(hidden: list[Hidden]) -> list[Hidden]:
        for spot in spots:
            if not spot.is_in(hidden):
                hidden.append(spot.hidden())
        return hidden

    return _changed(instance, actor, case_id, exhibit_id, add)


@needs(May.WRITE)
def hide_words(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, words: str) -> Saved:
    """Star words wherever they stand; raises `Refused` for too short ones."""
    plain = " ".join(words.split())
    if len(plain) < LEAST_WORDS:
        raise refused(f"exhibits.{exhibit_id}.hidden", "只写一个字，会把不相干的也遮掉。", "请写两个字以上。")
    if len(plain) > 200:
        raise refused(f"exhibits.{exhibit_id}.hidden", "一次最多写 200 个字。", "请分几次写，每次写要遮的那几个字。")
    return hide(instance, actor, case_id, exhibit_id, [Spot(scope="words", kind="other", words=plain)])


@needs(May.WRITE)
def show_again(instance: Instance, actor: Actor, case_id: str, exhibit_id: str, hidden_id: str) -> Saved:
    """Take one of what is hidden back."""
    return _changed(instance, actor, case_id, exhibit_id, lambda hidden: [one for one in hidden if one.id != hidden_id])


def _changed(
    instance: Instance, actor: Actor, case_id: str, exhibit_id: str, renew: Callable[[list[Hidden]], list[Hidden]]
) -> Saved:
    def apply(case: Case) -> Applied:
        exhibit = exhibit_of(case, exhibit_id)
        hidden = renew(list(exhibit.hidden))
        if len(hidden) > MOST_HIDDEN:
            words = f"一份证据最多遮 {MOST_HIDDEN} 项。"
            raise refused(f"exhibits.{exhibit_id}.hidden", words, "请改为遮一整列，或遮住所有同类的号码。")
        exhibit.hidden = hidden
        account(exhibit)
        return Applied(case, changed=[f"exhibits.{exhibit_id}.hidden"])

    return cases.change(instance, actor, case_id, apply)
