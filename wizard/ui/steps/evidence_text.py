"""Step three, the text of one exhibit: what was read, a transcript of a chat, and the merchant's corrected version."""

from __future__ import annotations

import streamlit as st

from wizard.case import NARRATIVE_MAX, Exhibit
from wizard.evidence.reading import Reading, transcript_of
from wizard.services import readings
from wizard.services.errors import NotFound
from wizard.ui import current, fields, folding
from wizard.ui.steps import markup, saving

UNREAD = {
    "no_reader": "这台服务器没有安装读图片文字的部分，这份没有读。",
    "no_text": "这份里没有读到文字。",
    "not_readable": "这份打不开或不能读，请先处理上面的提示。",
    "failed": "读这份的时候出错了。可以再读一次；还不行就自己把关键的字写在下面。",
}
LONGEST_SHOWN = 6000


def show(exhibit: Exhibit) -> None:
    """A fold with the text; nothing for files that are not read."""
    if exhibit.readout is None and not exhibit.transcript:
        return
    folding.fold(
        "这份里的文字", lambda: _text(exhibit), key=f"fold-text-{exhibit.id}", expanded=bool(exhibit.transcript)
    )


def _text(exhibit: Exhibit) -> None:
    unread = exhibit.readout.unread if exhibit.readout else ""
    if unread:
        markup.show(markup.paragraph(UNREAD[unread], quiet=True))
    reading = _reading(exhibit)
    if exhibit.transcript:
        _adopted(exhibit)
    elif reading is not None and reading.text:
        _offered(exhibit, reading)
    if unread == "failed" and current.editable():
        st.button("再读一次", key=f"again.{exhibit.id}", on_click=_again, args=(exhibit.id,))


def _reading(exhibit: Exhibit) -> Reading | None:
    try:
        return readings.reading_of(current.instance(), current.actor(), current.case().id, exhibit.id)
    except NotFound:
        return None


def _offered(exhibit: Exhibit, reading: Reading) -> None:
    """What was read, with the way to make it the exhibit's text."""
    talk = transcript_of(reading)
    text = talk or reading.text
    lead = "看起来是聊天记录：左边写作“对方”，右边写作“我”。" if talk else "读到的文字："
    markup.show(markup.paragraph(lead, quiet=True), text_html(text), label="读到的文字")
    if current.editable():
        st.button("作为文字稿，我来核对", key=f"adopt.{exhibit.id}", on_click=_adopt, args=(exhibit.id, text))


def text_html(text: str) -> str:
    """The text as it is, line by line."""
    more = f"\n……（还有 {len(text) - LONGEST_SHOWN} 个字）" if len(text) > LONGEST_SHOWN else ""
    return markup.box(f'<div class="w-lines">{markup.esc(text[:LONGEST_SHOWN] + more)}</div>')


def _adopt(exhibit_id: str, text: str) -> None:
    saving.change(f"exhibits.{exhibit_id}.transcript", text[:NARRATIVE_MAX])


def _again(exhibit_id: str) -> None:
    saving.by_service(readings.read_again, exhibit_id)


def _adopted(exhibit: Exhibit) -> None:
    """The merchant's text; it is printed behind the pictures of the exhibit."""
    words = "机器会认错字，请对着原图改好。核对过的文字稿会印在这份证据后面，方便审核的人看；原图照样提交。"
    markup.show(markup.paragraph(words, quiet=True))
    fields.prose(f"exhibits.{exhibit.id}.transcript", rows=10)
    if current.editable():
        st.button("不要文字稿了", key=f"drop.{exhibit.id}", type="tertiary", on_click=_adopt, args=(exhibit.id, ""))
