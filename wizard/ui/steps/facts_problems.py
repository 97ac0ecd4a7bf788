"""Facts: what contradicts itself or cannot be right, in plain words beside the field, with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from wizard.ui.steps import judging, markup

BELONGS_TO = {
    "shop": ("shop", "respondent"),
    "story": ("timeline", "narrative"),
    "key": ("answers",),
    "numbers": ("identifiers",),
    "losses": ("losses",),
    "tried": ("attempts",),
}
STILL_EMPTY = ("required_missing", "shop_id_missing", "respondent_missing", "narrative_missing", "identifier_empty")
LATER = "必填，可以晚一点再补。"
_BESIDE = "_beside"


def begin() -> None:
    """Start a run of the page: nothing has been shown beside its field yet."""
    st.session_state[_BESIDE] = set()


def beside(path: str) -> None:
    """Under the field at `path`: what is wrong with it. Also for all fields of a row, by the row's path."""
    here = [one for one in judging.problems() if one.field == path or one.field.startswith(f"{path}.")]
    st.session_state.setdefault(_BESIDE, set()).update(one.field for one in here)
    empty = [one for one in here if one.code in STILL_EMPTY and one.field == path]
    if not here:
        st.empty()  # the fields below keep their place, see fragments.py
    markup.show(
        problems_html([one for one in here if one not in empty]),
        markup.paragraph(LATER, quiet=True) if empty else "",
        label="请核对",
    )


def show(part: str) -> None:
    """The problems of the open part that stand beside no field."""
    shown = st.session_state.get(_BESIDE, set())
    rest = [one for one in judging.problems() if part_of(one.field) == part and one.field not in shown]
    markup.show(problems_html([one for one in rest if part != "key" or one.code not in STILL_EMPTY]), label="请核对")


def part_of(field: str) -> str:
    """The part of the facts that a field path belongs to; the questions when it names none."""
    head = field.split(".")[0]
    return next((part for part, heads in BELONGS_TO.items() if head in heads), "key")


def problems_html(problems: Iterable[Any]) -> str:
    """Problems as HTML: real ones framed, what is only still empty as one quiet list."""
    found = list(problems)
    framed = "".join(problem_html(one) for one in found if one.code not in STILL_EMPTY)
    return framed + "".join(markup.paragraph(one.message, quiet=True) for one in found if one.code in STILL_EMPTY)


def problem_html(problem: Any) -> str:
    """One problem: what is wrong, what to do."""
    mend = markup.paragraph(problem.mend) if problem.mend else ""
    if problem.severity == "hint":
        return markup.paragraph(f"{problem.message}。{problem.mend}", quiet=True)
    tone: markup.Tone = "bad" if problem.severity == "error" else "warn"
    return markup.box(f"<p>{markup.strong('请核对')} {markup.esc(problem.message)}</p>{mend}", tone)


def row_tag(path: str) -> str:
    """A label for a closed row that has something to look at."""
    found = [one for one in judging.problems() if one.field.startswith(f"{path}.") and one.severity != "hint"]
    return markup.tag(f"{len(found)} 处请核对", "warn") if found else ""
