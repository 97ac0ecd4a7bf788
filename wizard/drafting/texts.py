"""The texts for `03-提交文本/`: the channel's own form fields, a call card, a mail, a letter to paste."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.case import Case
from wizard.document import Document
from wizard.drafting.cutting import fitted, pieces_of
from wizard.drafting.mail import mail_message, mail_subject, title_line
from wizard.drafting.plain_text import document_text
from wizard.knowledge.records.channels import Channel, FormField

TITLE_LIMIT = 60
SUBJECT = "subject"


@dataclass(frozen=True)
class FieldText:
    """What goes into one field of a form. `cut` says that something was left out, `left_out` what."""

    label: str
    text: str
    limit: int | None = None
    cut: bool = False
    left_out: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class ChannelText:
    """One file of the texts: bytes for a mail, else text."""

    file_name: str
    title: str
    content: str | bytes
    fields: tuple[FieldText, ...] = ()


def channel_texts(document: Document, case: Case, channel: Channel) -> list[ChannelText]:
    """The texts a person needs to submit a document in a channel, the one to use first at the head."""
    texts = _form(document, channel)
    if channel.medium == "call":
        texts = [_call_card(document, channel)]
    if channel.medium == "mail":
        texts = [*_mail(document, case), *texts]
    return [*texts, ChannelText("全文.txt", f"{document.title}全文", document_text(document))]


def _form(document: Document, channel: Channel) -> list[ChannelText]:
    found = tuple(field_text(document, field) for field in channel.fields)
    if not found:
        return []
    title = f"{channel.name}：按栏目填写" if channel.medium == "form" else f"{channel.name}：分段文字"
    return [ChannelText("按栏目填写.txt", title, _sheet(title, found), found)]


def field_text(document: Document, field: FormField) -> FieldText:
    """One field's text, cut to its limit; a field that is chosen on the page has no text, only its help."""
    if tuple(field.parts) == (SUBJECT,):
        limit = field.max_chars or TITLE_LIMIT
        return FieldText(field.label, title_line(document, limit), field.max_chars, cut=False, help=field.help)
    parts = tuple("summary" if part == SUBJECT else part for part in field.parts)
    result = fitted(pieces_of(document, parts), field.max_chars)
    return FieldText(field.label, result.text, field.max_chars, result.cut, result.left_out, field.help)


def _sheet(title: str, found: tuple[FieldText, ...]) -> str:
    """All fields on one sheet for pasting; `{FILE}` never stands alone: each has its label and its limit."""
    lines = [title, ""]
    for field in found:
        limit = f"（上限 {field.limit} 字，现 {len(field.text)} 字）" if field.limit else f"（{len(field.text)} 字）"
        lines.append(f"【{field.label}】{limit if field.text else ''}")
        lines.append(field.text or field.help or "在页面上选择。")
        if field.left_out:
            lines.append(f"※ 为了不超过字数，下列部分没有写全：{'、'.join(field.left_out)}。完整内容在材料包的正文里。")
        lines.append("")
    return "\n".join(lines)


def _call_card(document: Document, channel: Channel) -> ChannelText:
    return ChannelText("通话提纲.txt", f"{channel.name}：通话提纲", document_text(document))


def _mail(document: Document, case: Case) -> list[ChannelText]:
    message = mail_message(document, case)
    address = "收件地址请从商家后台或官网当时公布的地方抄，填好再发。"
    note = f"{address}材料包里的邮件.eml 附有签好的 PDF，PDF 太大时除外；其他附件请自己添加。"
    subject = FieldText("邮件标题", mail_subject(document))
    body = FieldText("正文", document_text(document), help=note)
    sheet = _sheet("邮件", (subject, body))
    return [
        ChannelText("邮件.eml", "可以直接打开的邮件", message.as_bytes()),
        ChannelText("邮件.txt", "邮件标题和正文", sheet, (subject, body)),
    ]
