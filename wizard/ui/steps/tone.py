"""Hints for calmer wording: what, why, and another way to say it. The text itself is never changed."""

from __future__ import annotations

from wizard.ui.steps import judging, markup

MOST = 6


def show(text: str) -> None:
    """The hints for a text, folded when there are several; nothing when there is nothing to say."""
    found = judging.tone(text)
    if found:
        markup.show(markup.box(tone_html(text, found)), label="措辞提示")


def tone_html(text: str, found: list) -> str:  # type: ignore[type-arg]
    """The hints as HTML: the phrase in its sentence, why, and a suggestion."""
    head = f"<p><strong>有 {len(found)} 处措辞可以更平稳</strong>。平稳的写法更容易被认真处理；改不改由您决定。</p>"
    lines = [_line(text, one) for one in found[:MOST]]
    more = markup.paragraph(f"还有 {len(found) - MOST} 处类似的。", quiet=True) if len(found) > MOST else ""
    return head + "".join(lines) + more


def _line(text: str, one: object) -> str:
    start, end = one.start, one.end  # type: ignore[attr-defined]
    before, after = max(0, start - 12), min(len(text), end + 12)
    excerpt = markup.marked(text[before:after], [(start - before, end - before)])
    body = markup.paragraph(one.why) + markup.paragraph(f"可以这样改：{one.suggestion}")  # type: ignore[attr-defined]
    return markup.fold(f"…{excerpt}…", body)
