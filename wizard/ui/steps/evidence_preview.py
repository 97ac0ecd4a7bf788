"""Step three, what is seen of one exhibit: its picture, a player, the first rows, a mail, a talk."""

from __future__ import annotations

from wizard.case import Exhibit
from wizard.evidence.showing import Message, SheetShown, Shown, can_be_shown
from wizard.services import evidence, showings
from wizard.ui import current
from wizard.ui.steps import markup

HEADS = {"From": "发件人", "To": "收件人", "Cc": "抄送", "Date": "时间", "Subject": "主题"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAYABLE = ("video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg")
MAKING = "正在准备预览，过几秒再打开看。"
NOTHING = "这份没有预览，请打开原件看。"


def preview_html(exhibit: Exhibit, number: int) -> str:
    """What is seen of the file, all through our own routes behind the session."""
    base = f"/api/cases/{current.case().id}/exhibits/{exhibit.id}"
    kind = exhibit.media_type or ""
    if kind.startswith(("video/", "audio/")):
        return player_html(kind, base, number)
    if evidence.has_picture(kind):
        return f'<div class="w-preview"><img src="{base}/preview" alt="证据{number}的预览" loading="lazy"></div>'
    if not can_be_shown(kind):
        return ""
    found = showings.shown(current.instance(), current.actor(), current.case().id, exhibit.id)
    return markup.paragraph(MAKING, quiet=True) if found is None else shown_html(found)


def player_html(kind: str, base: str, number: int) -> str:
    """A player for what browsers play; otherwise the poster, with the way to hear it."""
    poster = f'{base}/preview" alt="证据{number}的画面'
    has_poster = evidence.has_picture(kind)
    if kind not in PLAYABLE:
        words = markup.paragraph("浏览器放不了这种格式，请打开原件，用电脑上的播放器听或看。", quiet=True)
        return (f'<div class="w-preview"><img src="{poster}" loading="lazy"></div>' if has_poster else "") + words
    name = "video" if kind.startswith("video/") else "audio"
    shown = f' poster="{base}/preview"' if has_poster else ""
    return (
        f'<div class="w-preview"><{name} controls preload="none" src="{base}/play"{shown} aria-label="证据{number}">'
        f"</{name}></div>"
    )


def shown_html(found: Shown) -> str:
    """A table, a mail, a talk or a text."""
    if found.kind == "table":
        more = markup.paragraph(f"还有 {found.more_sheets} 张工作表没有显示。", quiet=True) if found.more_sheets else ""
        return "".join(map(_sheet_html, found.sheets)) + more
    if found.kind == "talk":
        more = markup.paragraph("后面还有，请打开原件看。", quiet=True) if found.more else ""
        return markup.box(f'<div class="w-talk">{"".join(map(_message_html, found.messages))}</div>') + more
    return _written_html(found) or markup.paragraph(NOTHING, quiet=True)


def _sheet_html(sheet: SheetShown) -> str:
    cut = [words for words, is_cut in (("行", sheet.more_rows), ("列", sheet.more_columns)) if is_cut]
    name = f"「{sheet.name}」" if sheet.name else "表格"
    if not sheet.rows:
        return markup.paragraph(f"{name}里没有内容。", quiet=True)
    caption = f"{name}开头 {len(sheet.rows)} 行" if cut else f"{name}共 {len(sheet.rows)} 行"
    wide = len(sheet.rows[0]) if sheet.rows else 0
    rows = [[markup.esc(cell) for cell in row] for row in sheet.rows]
    said = markup.paragraph(f"后面的{'和'.join(cut)}没有显示，请打开原件看。", quiet=True) if cut else ""
    return f'<div class="w-sheet">{markup.table(caption, list(LETTERS[:wide]), rows)}</div>{said}'


def _message_html(message: Message) -> str:
    return f"<p>{markup.strong(message.who)} {markup.quiet(message.when)}<br>{markup.esc(message.text)}</p>"


def _written_html(found: Shown) -> str:
    heads = markup.pairs((HEADS[name], markup.esc(value)) for name, value in found.heads if name in HEADS)
    with_it = markup.paragraph(f"附件：{'、'.join(found.attachments)}", quiet=True) if found.attachments else ""
    text = f'<div class="w-lines">{markup.esc(found.text)}</div>' if found.text else ""
    more = markup.paragraph("后面还有，请打开原件看。", quiet=True) if found.more else ""
    return (markup.box(heads + text + with_it) + more) if heads or text else ""
