"""What every page is built from: title, primary button, notes, badges. Read-only HTML is always escaped here.

One HTML element costs a click almost nothing, ten Streamlit elements cost it milliseconds: texts that nobody edits
are put on the page as one piece.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from wizard.ui import current, words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=@&])")
_TONES = {"verified": "good", "verified_secondary": "plain", "memory_only": "warn"}
GO_TO = "_go_to"
TONE_MARKS = {"good": "✓", "plain": "·", "warn": "△", "bad": "✕"}


def escape(text: object) -> str:
    """Text as HTML: escaped, line breaks kept."""
    return html.escape(str(text), quote=True).replace("\n", "<br>")


def escape_markdown(text: object) -> str:
    """Text for a Streamlit label, which is Markdown: nothing in it becomes a link, a picture or a format."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def show(*parts: str) -> None:
    """Put HTML on the page as one element."""
    body = "".join(parts)
    if body:
        st.html(f'<div class="w-html">{body}</div>')


def step(title: str, lead: str = "") -> None:
    """The page's only level 1 heading, and one sentence that says what to do here."""
    show(f"<h1>{escape(title)}</h1>", f'<p class="w-lead">{escape(lead)}</p>' if lead else "")


def primary(
    label: str = words.CONTINUE,
    to: str | None = None,
    *,
    back: str | None = None,
    disabled: bool = False,
    help: str | None = None,
    then: Callable[[], None] | None = None,
) -> bool:
    """The page's one primary button, at the end of the page, with the way back before it; True when it was clicked.

    With `to` the shell goes to that page as soon as the boxes are saved; it stays when one of them cannot be saved.
    `then` is done before the page is drawn again.
    """
    page = current.run().page
    if not (current.run().stored is None or current.editable()):
        label = label.replace(words.CONTINUE, words.ONWARDS)
    with st.container(key="actions", horizontal=True, vertical_alignment="center"):
        if back is not None:
            st.page_link(current.page_at(back), label=words.BACK, query_params=current.query())
        then = then or partial(_ask_to_go, to)
        return st.button(label, type="primary", key=f"primary-{page}", disabled=disabled, help=help, on_click=then)


def _ask_to_go(to: str | None) -> None:
    if to is not None:
        st.session_state[GO_TO] = to


def stayed() -> None:
    """Say that the page could not be left yet."""
    notice("有的地方还没能保存，请看标出的提示，改好或选好以后再继续。", "bad")


def notice(message: str, tone: str = "plain", *, title: str = "") -> None:
    """A framed message: good, plain, warn or bad; the mark in front repeats the colour."""
    show(notice_html(message, tone, title=title))


def notice_html(message: str, tone: str = "plain", *, title: str = "") -> str:
    """A framed message as HTML."""
    role = ' role="alert"' if tone == "bad" else ""
    head = f"<strong>{escape(title)}</strong><br>" if title else ""
    mark = f'<span class="w-mark" aria-hidden="true">{TONE_MARKS[tone]}</span>'
    return f'<div class="w-notice w-{tone}"{role}>{mark}<div>{head}{escape(message)}</div></div>'


def field_problem(message: str) -> None:
    """What is wrong with the field above, and the mend."""
    show(f'<p class="w-field-problem" role="alert"><span aria-hidden="true">✕</span> {escape(message)}</p>')


def field_note(message: str) -> None:
    """A quiet remark on the field above."""
    show(f'<p class="w-field-note">{escape(message)}</p>')


def clash(who: str, mine: str, theirs: str) -> None:
    """Two values of the same field, before the person decides."""
    show(
        f'<div class="w-notice w-warn" role="alert"><span class="w-mark" aria-hidden="true">△</span>'
        f"<div><strong>{escape(who)}，请选一个。</strong><dl class='w-pairs'>"
        f"<div><dt>您写的</dt><dd>{escape(mine)}</dd></div><div><dt>已保存的</dt><dd>{escape(theirs)}</dd></div>"
        "</dl></div></div>"
    )


def problem(found: Any) -> None:
    """A problem of the services (`message`, `mend`, `severity`) as a framed message."""
    severity = str(getattr(found, "severity", "warning"))
    tone = {"blocking": "bad", "error": "bad", "hint": "plain"}.get(severity, "warn")
    notice(f"{found.message}{getattr(found, 'mend', '')}", tone)


def badge(label: str, tone: str = "plain") -> str:
    """A small label as HTML; the words carry the meaning, the tone repeats it."""
    return f'<span class="w-tag w-{tone}">{escape(label)}</span>'


def confidence_badge(confidence: object) -> str:
    """How sure a record is, as HTML."""
    name = str(confidence)
    return badge(words.CONFIDENCE.get(name, name), _TONES.get(name, "plain"))


def basis_line(law: Any) -> str:
    """One article with its confidence, as HTML."""
    return f'<span class="w-basis">{escape(law.citation)} {confidence_badge(law.confidence)}</span>'


def source_note(sources: Iterable[Any]) -> str:
    """Where a statement was read, as quiet HTML; links open in a new tab."""
    return f'<p class="w-quiet">来源：{"；".join(_source(source) for source in sources)}</p>'


def _source(source: Any) -> str:
    note = f"（{escape(source.note)}）" if source.note else ""
    if not source.url:
        return f"{escape(source.title)}{note}"
    link = f'<a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{escape(source.title)}</a>'
    return link + note


def card(title: str, body: str, *, tone: str = "plain") -> str:
    """A framed block as HTML; `body` is HTML already."""
    return f'<section class="w-box w-{tone}"><h3>{escape(title)}</h3>{body}</section>'


def fold(summary: str, body: str, *, anchor: str = "") -> str:
    """A fold as HTML; `summary` and `body` are HTML already."""
    name = f' id="{escape(anchor)}"' if anchor else ""
    return f"<details{name}><summary>{summary}</summary><div>{body}</div></details>"


def items(rows: Sequence[object]) -> str:
    """A list of plain texts as HTML."""
    return f"<ul>{''.join(f'<li>{escape(row)}</li>' for row in rows)}</ul>" if rows else ""


def empty(message: str, action: str = "", *, key: str = "empty") -> bool:
    """An empty place says what to do first; True when its button was clicked."""
    show(f'<div class="w-empty"><p>{escape(message)}</p></div>')
    return bool(action) and st.button(action, key=f"{key}-action")
