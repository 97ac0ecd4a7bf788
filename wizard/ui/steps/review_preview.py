"""Step five, the draft: how the letter reads, how a reviewer reads it in two minutes, and where it is weak."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current, fields, layout
from wizard.ui.steps import judging, markup, review_document, review_readers

MOST_ROUGH = 8
OPENING = "开头的概括"
UNANSWERED = "required_missing"


def show() -> None:
    """The rehearsal, the letter, the channel's own fields, and sections to rewrite."""
    channel = judging.chosen_channel()
    if channel is None:
        layout.notice("先在第 4 步选好渠道，才知道写给谁、怎么写。", "warn")
        return
    review_readers.show(channel)
    document, seen, texts = judging.document(channel), judging.rehearsal(channel), judging.texts(channel)
    markup.show(markup.box(rehearsal_html(seen)), weak_html(seen, rough_words(texts)), label="审核的人两分钟里会看到")
    markup.show(markup.heading("成稿", 2), review_document.document_html(document), label="成稿")
    _pdf_link()
    markup.show(texts_html(texts))
    if current.editable():
        _rewrite(document)


def rehearsal_html(seen: Any) -> str:
    """What somebody sees who has two minutes: the matter in a sentence, the course, the strongest exhibits."""
    parts = [
        markup.heading("审核的人两分钟里会看到", 2),
        f"<p>{markup.strong(seen.claim)}</p>",
        markup.plain_items(seen.timeline, ordered=True),
        markup.heading("最有力的证据", 3) + markup.plain_items(seen.strongest) if seen.strongest else "",
    ]
    return "".join(parts)


def rough_words(texts: list[Any]) -> list[str]:
    """The merchant's own phrases in what will be sent that would read calmer otherwise, each once."""
    sent = "\n".join(text.content for text in texts if isinstance(text.content, str))
    said = current.case().model_dump_json()  # a law may say 敲诈: only what the merchant wrote is theirs to change
    return list(dict.fromkeys(one.phrase for one in judging.tone(sent) if one.phrase in said))


def weak_html(seen: Any, rough: list[str]) -> str:
    """Where it is weak: missing evidence, claims without proof, what contradicts itself, angry words."""
    found = judging.problems()
    named = "、".join(f"“{one}”" for one in rough[:MOST_ROUGH])
    angry = [f"这些话换个平稳的说法，更容易被认真处理：{named}。"] if rough else []
    lines = [*angry, *seen.weak_points, *(problem.message for problem in found if problem.code != UNANSWERED)]
    unanswered = [problem.message for problem in found if problem.code == UNANSWERED]
    if not lines and not unanswered:
        return markup.box(markup.paragraph("没有发现明显的薄弱处。"), "good")
    return markup.box(markup.heading("薄弱的地方", 2) + markup.plain_items(lines) + unanswered_html(unanswered), "warn")


def unanswered_html(unanswered: list[str]) -> str:
    """Questions that still want an answer: how many, where they are answered, and which under a fold."""
    if not unanswered:
        return ""
    link = markup.link("去回答", f"facts?case={current.case().id}&part=key")
    head = f"<p>还有 {len(unanswered)} 个必答的问题没有回答。{link}</p>"
    return head + markup.fold("看看是哪几个", markup.plain_items(unanswered))


def _pdf_link() -> None:
    address = f"/api/cases/{current.case().id}/preview.pdf"
    if current.case().channel is not None:
        markup.show(f"<p>{markup.link('看排好版的样子（PDF，未签署）', address)}</p>")


def texts_html(texts: list[Any]) -> str:
    """The text cut to the channel's own fields, each with its length against its limit."""
    folds = "".join(markup.fold(markup.esc(text.title), _fields_html(text)) for text in texts)
    return markup.heading("可以直接粘贴的文字", 2) + folds if folds else ""


def _fields_html(text: Any) -> str:
    if not text.fields:
        shown = text.content if isinstance(text.content, str) else "这是一封可以直接用邮件软件打开的邮件，在材料包里。"
        return f'<pre class="w-text">{markup.esc(shown)}</pre>'
    return "".join(field_html(field) for field in text.fields)


def field_html(field: Any) -> str:
    """One field of the channel's form: label, length, text."""
    used = f"{len(field.text)} 字" + (f"，上限 {field.limit} 字" if field.limit else "")
    cut = markup.tag("已缩短以符合字数", "warn") if field.cut else ""
    return (
        f'<p>{markup.strong(field.label)} {markup.tag(used)}{cut}</p><pre class="w-text">{markup.esc(field.text)}</pre>'
    )


def rewritable(kind: str) -> dict[str, str]:
    """The sections of a kind of document that the merchant may word themselves: part → heading."""
    template = current.pack().templates.get(kind)
    sections = template.sections if template else ()
    return {section.part: section.heading or OPENING for section in sections if section.rewritable}


def _rewrite(document: Any) -> None:
    sections = rewritable(document.kind)
    if not sections:
        return
    with st.expander("改写某一段"):
        part = st.selectbox("哪一段", list(sections), format_func=sections.__getitem__, key="rewrite.part")
        hint = "写了就用您的，空着就用自动写的。换成写给别人的渠道时，会先问您还要不要用。"
        fields.prose(f"wording.{part}", label=sections[part], help=hint, rows=6)
