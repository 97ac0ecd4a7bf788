"""The binding of boxes on the screen to fields of the case.

The case in the database is the truth. Each field that is shown leaves a note: which path, what the case held (base)
and what stood in the box (raw). At the start of the next run `settle` compares the boxes with the notes and saves what
the person changed, so that the page that follows already shows the new case: also when they clicked on another page.
Not done in callbacks: after a server restart the browser re-sends values but no callback fires for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from wizard.changes import Change, has_place
from wizard.services import cases
from wizard.services.errors import NotAllowed, NotFound, Refused, ServiceError, Unavailable
from wizard.store.errors import StoreUnavailable
from wizard.ui import current, paths, session_values
from wizard.ui.steps import saving
from wizard.ui.values import PROSE, Kind

_NOTES = "_notes"
_TROUBLE = "_trouble"
_DRAFTS = "_drafts"
_SHOWN = "_shown"
_LEFT = "_left"
MOST_LEFT = 200  # boxes of pages that were left
NEVER = object()
_NO_CLASS = re.compile(r"[^A-Za-z0-9_-]")


@dataclass
class Note:
    """What one box showed when it was last drawn."""

    case_id: str
    path: str
    key: str
    kind: Kind
    base: Any
    raw: Any


@dataclass(frozen=True)
class Clash:
    """The same field changed here and elsewhere: both values, as the case would keep them."""

    mine: Any
    theirs: Any
    by: str


@dataclass(frozen=True)
class Trouble:
    """Why a box is not saved: words for the person, or a clash to decide."""

    words: str = ""
    clash: Clash | None = None


@dataclass(frozen=True)
class Left:
    """What stood unsaved in a box."""

    path: str
    key: str
    kind: Kind
    raw: Any


@dataclass(frozen=True)
class Seat:
    """Where a box goes: its widget key, and what to put in first (`NEVER`: the widget holds its value already)."""

    path: str
    key: str
    kind: Kind
    base: Any
    first: Any


def key_of(path: str) -> str:
    """The widget key of a field of the open case."""
    return f"f-{current.stored().case.id[:8]}-{path}"


def notes() -> dict[str, Note]:
    """The boxes of the last run by widget key."""
    return session_values.held(_NOTES)


def troubles() -> dict[str, Trouble]:
    """What is wrong with boxes, by widget key."""
    return session_values.held(_TROUBLE)


def drafts() -> dict[str, Any]:
    """What stands in boxes that could not be saved, so that it is still there after a visit to another page."""
    return session_values.held(_DRAFTS)


def _in_box(key: str) -> Any:
    """What a widget holds in this session, or `NEVER`."""
    try:
        return st.session_state[key]
    except KeyError:
        return NEVER


def seat(path: str, kind: Kind) -> Seat:
    """Prepare the box of `path`: follow the case when it changed elsewhere, keep what the person is typing."""
    key, value = key_of(path), paths.value_at(current.plain(), path)
    held = _in_box(key)
    if held is NEVER:
        return Seat(path, key, kind, value, drafts().get(key, kind.show(value)))
    if key not in troubles() and kind.read(held).value != value:
        st.session_state[key] = kind.show(value)
    return Seat(path, key, kind, value, NEVER)


def drawn(place: Seat, raw: Any) -> None:
    """Note what a box shows now. A value that the browser brought back by itself after a restart becomes a clash."""
    came_back = place.first is not NEVER and raw != place.first
    if came_back and current.editable():
        read = place.kind.read(raw)
        if read.value != place.base and not read.problem:
            troubles()[place.key] = Trouble(clash=Clash(read.value, place.base, ""))
    notes()[place.key] = Note(current.stored().case.id, place.path, place.key, place.kind, place.base, raw)
    session_values.held(_SHOWN)[place.key] = True


def note_text(path: str, value: str, left: str | None) -> None:
    """Note a text that saves itself. Should its last words not have arrived yet, the next `begin` saves them."""
    key = key_of(path)
    notes()[key] = Note(current.stored().case.id, path, key, PROSE, value, left)
    session_values.held(_SHOWN)[key] = True


def begin() -> bool:
    """Save what changed since the boxes were drawn; call at the start of a run. Whether the case is newer now."""
    session_values.mine()[_SHOWN] = {}
    return settle()


def touched() -> set[str]:
    """The paths of the boxes that changed since they were drawn, before they are saved."""
    return {note.path for note in notes().values() if _touched(note)}


def left_in_boxes() -> dict[str, list[Left]]:
    """What was typed since the boxes were drawn, by case; not the long texts, of which their browser keeps a copy."""
    found: dict[str, list[Left]] = {}
    for note in notes().values():
        if note.kind is not PROSE and _touched(note):
            found.setdefault(note.case_id, []).append(Left(note.path, note.key, note.kind, _raw(note)))
    return found


def words_of(path: str, kind: Kind, raw: Any) -> str:
    """What a person wrote and where, for when its box cannot be shown."""
    read = kind.read(raw)
    return f"您在「{paths.about(path).title}」里写的是：{raw if read.problem else kind.show(read.value)}"


def ask_about(left: Left) -> None:
    """Put it back into its box when the case has something else there, with the question which shall stay."""
    read, theirs = left.kind.read(left.raw), paths.value_at(current.plain(), left.path)
    if read.value == theirs or not has_place(current.case(), left.path):
        return
    drafts()[left.key] = left.raw
    troubles()[left.key] = Trouble(read.problem) if read.problem else Trouble(clash=Clash(read.value, theirs, ""))


def put_back(key: str, typed: str, shown: Sequence[str]) -> None:
    """Put words that the browser kept into their box; save them at once when it was on a page that was left.

    They are saved as if typed now, unless the box shows what was not among what it had shown to who typed them
    (`shown`): then with the question which shall stay. `key` is written as in the page's classes.
    """
    note = _named(key, notes())
    if note is None:
        _save_left(key, typed, shown)
        return
    read = note.kind.read(typed)
    if read.value == note.base and not read.problem:
        return
    st.session_state[note.key] = typed
    if (note.raw or "") not in shown and not read.problem and read.value != note.base:
        note.raw = typed
        troubles()[note.key] = Trouble(clash=Clash(read.value, note.base, ""))


def _named(key: str, among: dict[str, Note]) -> Note | None:
    boxes = (note for note in among.values() if note.kind is not PROSE)
    return next((note for note in boxes if _NO_CLASS.sub("-", note.key) == key), None)


def _save_left(key: str, typed: str, shown: Sequence[str]) -> None:
    """What somebody changed meanwhile, or cannot be saved, the browser keeps until its box is shown."""
    note = _named(key, session_values.held(_LEFT))
    if note is None or (read := note.kind.read(typed)).problem:
        return
    try:
        base = paths.value_at(cases.read(current.instance(), current.actor(), note.case_id).plain, note.path)
        if read.value != base and (note.kind.show(base) or "") in shown:
            change = Change(path=note.path, base=base, value=read.value)
            saved = cases.save(current.instance(), current.actor(), note.case_id, [change])
            if saved.problems or saved.conflicts:
                return
            base = read.value
        if read.value == base:
            current.take(key)
    except (ServiceError, StoreUnavailable):
        return


def settle() -> bool:
    """Save what changed since the boxes were drawn. True when the open case was taken over as it was saved."""
    changed = [note for note in notes().values() if _touched(note)]
    return _save(changed) if changed else False


def end() -> None:
    """Forget boxes that are no longer on the page; call at the end of a run of the page or of its body.

    What they hold goes too: Streamlit keeps it when only the body ran, the browser does not, and a box that comes back
    would look empty.
    """
    shown = session_values.held(_SHOWN)
    for key in notes().keys() - shown.keys():
        st.session_state.pop(key, None)
    gone = {key: note for key, note in notes().items() if key not in shown}
    if gone:
        session_values.mine()[_LEFT] = dict(list((session_values.held(_LEFT) | gone).items())[-MOST_LEFT:])
        session_values.mine()[_NOTES] = {key: note for key, note in notes().items() if key in shown}


def _touched(note: Note) -> bool:
    return _in_box(note.key) is not NEVER and _raw(note) != note.raw


def _raw(note: Note) -> Any:
    held = st.session_state[note.key]
    return held.get("left") if note.kind is PROSE else held


def _save(changed: list[Note]) -> bool:
    case_id = changed[0].case_id
    changes = [change for note in changed if note.case_id == case_id and (change := _change_of(note))]
    if not changes:
        return False
    try:
        saved = cases.save(current.instance(), current.actor(), case_id, changes, current.run().stored)
    except Refused as refused:
        _blame({problem.field: f"{problem.message}{problem.mend}" for problem in refused.problems}, changed)
    except (Unavailable, StoreUnavailable) as refusal:  # a full disk: the box keeps what was typed
        _blame({note.path: str(refusal) for note in changed}, changed)
    except (NotAllowed, NotFound) as refusal:  # another role by now, no such case: the box is shut or not shown
        _blame({note.path: str(refusal) for note in changed}, changed)
        told = [words_of(note.path, note.kind, note.raw) for note in changed if note.kind is not PROSE]
        saving.tell([f"没有保存，请先抄下来。{words}" for words in told])
    else:
        _take_over(saved, changed)
        return True
    return False


def _change_of(note: Note) -> Change | None:
    raw = _raw(note)
    read = note.kind.read(raw)
    if read.problem and note.kind is PROSE:
        return None
    if read.problem:
        troubles()[note.key] = Trouble(read.problem)
        drafts()[note.key] = raw
        note.raw = raw
        return None
    if read.value == note.base or (read.value in ("", []) and note.base is None):
        _well(note)
        note.raw = raw
        return None
    return Change(path=note.path, base=note.base, value=read.value)


def _take_over(saved: cases.Saved, changed: list[Note]) -> None:
    changed = _still_there(saved, changed)
    clashes = {clash.path: Clash(clash.mine, clash.theirs, clash.by) for clash in saved.conflicts}
    refused = {problem.field: f"{problem.message}{problem.mend}" for problem in saved.problems}
    _blame(refused, changed)
    for note in changed:
        note.raw = _raw(note)
        if note.kind is PROSE:  # the component asks the person itself
            continue
        if note.path in clashes:
            troubles()[note.key] = Trouble(clash=clashes[note.path])
        elif note.path not in refused and not note.kind.read(note.raw).problem:
            _well(note)
    current.refresh(saved.stored)


def _still_there(saved: cases.Saved, changed: list[Note]) -> list[Note]:
    """The notes whose field the case still has. Words for a line that a colleague removed are told: no box shows them.

    Those of a long text its component keeps, see long_text.js.
    """
    gone = [note for note in changed if not has_place(saved.stored.case, note.path)]
    for note in gone:
        note.raw = _raw(note)
        if note.kind is not PROSE:
            _well(note)
            words = words_of(note.path, note.kind, note.raw)
            saving.tell([f"没有地方存了：这一项刚被同事删除。{words}"])
    return [note for note in changed if note not in gone]


def _blame(words: dict[str, str], changed: list[Note]) -> None:
    for note in changed:
        if note.path in words and note.kind is not PROSE:
            troubles()[note.key] = Trouble(words[note.path])
            drafts()[note.key] = note.raw = _raw(note)


def _well(note: Note) -> None:
    troubles().pop(note.key, None)
    drafts().pop(note.key, None)


def keep_mine(key: str) -> None:
    """The person decided for their own value: the next `begin` saves it over the other one."""
    note, trouble = notes()[key], troubles().pop(key)
    if trouble.clash:
        note.base, note.raw = trouble.clash.theirs, NEVER
        st.session_state[key] = note.kind.show(trouble.clash.mine)


def take_theirs(key: str) -> None:
    """The person decided for the other value: the box shows it."""
    note, trouble = notes()[key], troubles().pop(key)
    drafts().pop(key, None)
    if trouble.clash:
        note.base = trouble.clash.theirs
        note.raw = st.session_state[key] = note.kind.show(trouble.clash.theirs)


def unsaved() -> bool:
    """Whether a box of the last page could not be saved."""
    return any(key in troubles() for key in notes())


def touch(path: str, value: Any) -> None:
    """Save a value that comes from a button instead of a box (picking a card, for example)."""
    base = paths.value_at(current.plain(), path)
    if value == base:
        return
    here, change = current.stored(), Change(path=path, base=base, value=value)
    saved = cases.save(current.instance(), current.actor(), here.case.id, [change], here)
    current.refresh(saved.stored)
