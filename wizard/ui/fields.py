"""Fields of the case on the screen. Each is bound by its path, saves itself and shows its own problem below itself.

Label, help and limit come from the model's `Field(title=…)` unless given. No form and no callback: see `binding`.
Every function returns the value as the case holds it now (None or "" when empty or not yet understood).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from wizard.facts import lean_of
from wizard.facts.days import Lean
from wizard.ui import binding, current, fragments, layout, paths, values
from wizard.ui.binding import NEVER, Seat
from wizard.ui.components import long_text as long_text_component
from wizard.ui.values import Kind

LIVE = "0.5s"
FEW = 5  # options that fit as buttons in one row
MANY = 7  # more options than this go into a drop-down
MANY_PILLS = 14
SHORT_LABEL = 12  # characters
YES_NO = {"yes": "是", "no": "否"}
TICKED = {True: "勾选", False: "不勾选"}
NAMELESS: Mapping[Any, str] = {}


def line(
    path: str,
    *,
    label: str | None = None,
    help: str | None = None,
    placeholder: str | None = None,
    limit: int | None = None,
    autocomplete: str | None = None,
) -> str:
    """One line of text; saved while it is typed."""
    about = paths.about(path)
    kind = values.text_kind(limit or about.limit)
    return str(_typed(path, kind, label, help, placeholder, autocomplete=autocomplete) or "")


def money(path: str, *, label: str | None = None, help: str | None = None, placeholder: str = "例如 1234.50") -> Any:
    """An amount in yuan; `1,234.5` and `1.2万` are understood."""
    return _typed(path, values.MONEY, label, help, placeholder)


def number(path: str, *, label: str | None = None, help: str | None = None, placeholder: str = "") -> Any:
    """A number that is not money."""
    return _typed(path, values.NUMBER, label, help, placeholder)


def clock(path: str, *, label: str | None = None, help: str | None = None) -> Any:
    """A time of day."""
    return _typed(path, values.CLOCK, label, help, "例如 14:30")


def day(path: str, *, label: str | None = None, help: str | None = None, lean: Lean = "past") -> Any:
    """A day, typed as people write it; without a year the nearest past one is meant."""
    return _typed(path, values.day_kind(lean), label, help, "例如 2026-11-22 或 11月22日")


def prose(
    path: str,
    *,
    label: str | None = None,
    help: str | None = None,
    placeholder: str = "",
    rows: int = 3,
    limit: int | None = None,
) -> str:
    """Several lines of text that leave the browser while they are typed."""
    about = paths.about(path)
    value = str(paths.value_at(current.plain(), path) or "")
    left = long_text_component.long_text(
        key=binding.key_of(path),
        case_id=current.stored().case.id,
        path=path,
        value=value,
        label=about.title if label is None else label,
        help=about.description if help is None else help,
        placeholder=placeholder,
        rows=rows,
        limit=limit or about.limit,
        disabled=not current.editable(),
    )
    binding.note_text(path, value, left)
    return value


long_text = prose


def pick(
    path: str,
    options: Mapping[str, str],
    *,
    label: str | None = None,
    help: str | None = None,
    captions: Mapping[str, str] | None = None,
) -> str | None:
    """One of a few options ({id: label}): buttons for a few short ones, a list of radio buttons, or a drop-down."""
    label, help = _words(path, label, help)
    return fragments.part(lambda: _pick(path, options, label, help, captions))


def _pick(
    path: str, options: Mapping[str, str], label: str, help: str | None, captions: Mapping[str, str] | None
) -> str | None:
    ids = list(options)
    place = binding.seat(path, values.CHOICE)
    _drop_unknown(place, ids)
    chosen = place.first if place.first in ids else None
    place = _known_first(place, chosen)
    index = None if chosen is None else ids.index(chosen)
    common = _common(place, options, help)
    if captions or (len(ids) <= MANY and not _are_short(options)):
        hints = [captions.get(one, "") for one in ids] if captions else None
        raw = st.radio(label, ids, captions=hints, **_first(place, "index", index), **common)
    elif len(ids) <= MANY:
        raw = st.segmented_control(label, ids, wrap=True, **_first(place, "default", chosen), **common)
    else:
        raw = st.selectbox(label, ids, placeholder="请选择", **_first(place, "index", index), **common)
    answer: str | None = _answer(place, raw, options)
    return answer


def _common(place: Seat, options: Mapping[str, str], help: str | None) -> dict[str, Any]:
    return {
        "key": place.key,
        "format_func": lambda one: options.get(one, str(one)),
        "help": help,
        "disabled": not current.editable(),
    }


def _first(place: Seat, name: str, value: Any) -> dict[str, Any]:
    """The first value as the widget's argument; nothing when the widget holds its value already."""
    return {} if place.first is NEVER else {name: value}


def picks(path: str, options: Mapping[str, str], *, label: str | None = None, help: str | None = None) -> list[str]:
    """Any number of options ({id: label})."""
    label, help = _words(path, label, help)
    return fragments.part(lambda: _picks(path, options, label, help))


def _picks(path: str, options: Mapping[str, str], label: str, help: str | None) -> list[str]:
    ids = list(options)
    place = binding.seat(path, values.CHOICES)
    _drop_unknown_of(place, ids)
    known = [] if place.first is NEVER else [one for one in place.first if one in options]
    place = _known_first(place, known)
    common = _common(place, options, help) | _first(place, "default", known)
    if len(ids) <= MANY_PILLS:
        raw = st.pills(label, ids, selection_mode="multi", wrap=True, **common)
    else:
        raw = st.multiselect(label, ids, placeholder="可以选多个", select_all=False, **common)
    return list(_answer(place, raw, options) or [])


def yes_no(path: str, *, label: str | None = None, help: str | None = None) -> bool | None:
    """Yes, no, or not said; a second click on the chosen button takes the answer back."""
    label, help = _words(path, label, help)
    return fragments.part(lambda: _yes_no(path, label, help))


def _yes_no(path: str, label: str, help: str | None) -> bool | None:
    place = binding.seat(path, values.YES_NO)
    common = _common(place, YES_NO, help)
    raw = st.segmented_control(label, list(YES_NO), **_first(place, "default", place.first), **common)
    answer: bool | None = _answer(place, raw, YES_NO)
    return answer


def tick(path: str, label: str, *, help: str | None = None) -> bool:
    """A box to tick: true or false."""
    return fragments.part(lambda: _tick(path, label, help))


def _tick(path: str, label: str, help: str | None) -> bool:
    place = binding.seat(path, values.TICK)
    first = _first(place, "value", bool(place.first))
    raw = st.checkbox(label, key=place.key, help=help, disabled=not current.editable(), **first)
    return bool(_answer(place, raw, TICKED))


def question(record: Any, path: str | None = None) -> Any:
    """A question of the knowledge pack as the field that suits its kind, bound to its answer."""
    path = path or f"answers.{record.id}"
    options = {option.id: option.label for option in record.options}
    hints = {option.id: option.help for option in record.options if option.help}
    label = f"{record.text}({record.unit})" if record.unit else record.text
    help = record.help or None
    hint = f"例如：{record.example}" if record.example else None
    fields: dict[str, Callable[[], Any]] = {
        "text": lambda: line(path, label=label, help=help, placeholder=hint, limit=record.max_chars),
        "long_text": lambda: prose(path, label=label, help=help, placeholder=hint or "", limit=record.max_chars),
        "money": lambda: money(path, label=label, help=help),
        "number": lambda: number(path, label=label, help=help, placeholder=hint or ""),
        "date": lambda: day(path, label=label, help=help, lean=lean_of(record)),
        "yes_no": lambda: yes_no(path, label=label, help=help),
        "choice": lambda: pick(path, options, label=label, help=help, captions=hints or None),
        "choices": lambda: picks(path, options, label=label, help=help),
    }
    return fields[str(record.kind)]()


def _typed(
    path: str,
    kind: Kind,
    label: str | None,
    help: str | None,
    placeholder: str | None,
    autocomplete: str | None = None,
) -> Any:
    label, help = _words(path, label, help)
    return fragments.part(lambda: _text(path, kind, label, help, placeholder, autocomplete))


def _text(
    path: str, kind: Kind, label: str, help: str | None, placeholder: str | None, autocomplete: str | None
) -> Any:
    place = binding.seat(path, kind)
    raw = st.text_input(
        label,
        key=place.key,
        help=help,
        placeholder=placeholder,
        live=LIVE,
        autocomplete=autocomplete or "off",
        disabled=not current.editable(),
        **_first(place, "value", place.first),
    )
    return _answer(place, raw)


def _words(path: str, label: str | None, help: str | None) -> tuple[str, str | None]:
    about = paths.about(path)
    return (about.title if label is None else label), (about.description if help is None else help) or None


def _are_short(options: Mapping[str, str]) -> bool:
    return len(options) <= FEW and all(len(words) <= SHORT_LABEL for words in options.values())


def _drop_unknown(place: Seat, ids: list[str]) -> None:
    """A value in the session that is no option any more would make the widget fail: clear it."""
    if place.first is NEVER and st.session_state.get(place.key) not in ids:
        st.session_state[place.key] = None


def _drop_unknown_of(place: Seat, ids: list[str]) -> None:
    """The same where several may be chosen: what is no option any more is hidden, not taken out of the case."""
    if place.first is NEVER and (held := st.session_state.get(place.key)):
        st.session_state[place.key] = [one for one in held if one in ids]


def _known_first(place: Seat, known: Any) -> Seat:
    """The seat with what the widget can show of its first value: the rest did not come back from a browser."""
    return place if place.first is NEVER else replace(place, first=known)


def _answer(place: Seat, raw: Any, names: Mapping[Any, str] = NAMELESS) -> Any:
    binding.drawn(place, raw)
    trouble = binding.troubles().get(place.key)
    if trouble is None:
        _say_what_was_understood(place, raw)
    elif trouble.clash is None:
        layout.field_problem(trouble.words)
    else:
        _ask(place, trouble.clash, names)
    read = place.kind.read(raw)
    return place.base if read.problem else read.value


def _say_what_was_understood(place: Seat, raw: Any) -> None:
    if place.kind.name == "day" and raw and raw != place.base:
        read = place.kind.read(raw)
        if read.value:
            layout.field_note(f"记为 {values.spoken_day(read.value)}")


def _ask(place: Seat, clash: binding.Clash, names: Mapping[Any, str]) -> None:
    who = f"{clash.by} 刚才也改了这里" if clash.by else "这里有一份没来得及存上的内容，和已保存的不一样"
    layout.clash(who, _shown(place.kind, clash.mine, names), _shown(place.kind, clash.theirs, names))
    with st.container(horizontal=True, gap="small"):
        st.button("用我写的", key=f"{place.key}-mine", on_click=binding.keep_mine, args=(place.key,))
        st.button("用已保存的", key=f"{place.key}-theirs", on_click=binding.take_theirs, args=(place.key,))


def _shown(kind: Kind, value: Any, names: Mapping[Any, str]) -> str:
    """A value as the person knows it: options by their words, not by their ids."""
    shown = kind.show(value)
    each = shown if isinstance(shown, list) else [shown]
    return "、".join(str(names.get(one, one)) for one in each if one in names or one) or "（空）"
