"""An article cited in words is an article of the pack: one the record refers to, or of the law named before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.records.laws import Law
from wizard.knowledge.walk import Leaf, leaves

CITED = re.compile(r"第([一二三四五六七八九十百千零\d]+)条")
BEFORE = 30
REFERRING = {"basis", "law"}
NOT_LAW = {"sources", "example"}
"""Fields that quote other texts."""
FIRST_LINE = ("记录", "消息", "聊天")
"""Words before `第一条` that make it the first line of a chat and not an article."""


def run(content: Content) -> Iterable[CheckFinding]:
    """Articles in words that nothing in the pack backs."""
    laws = content.topic("laws")
    for entry in content.entries:
        if entry.topic == "laws":
            continue
        own = _articles_of(_same_law(laws, _referred(entry)))
        for leaf in leaves(entry.record):
            if leaf.words and leaf.path.split(".")[0] not in NOT_LAW:
                yield from _unbacked(entry, leaf, own, laws)


def _same_law(laws: dict[str, Law], referred: set[str]) -> list[Law]:
    """Every article of the laws referred to: a penalty clause names the articles it punishes."""
    names = {laws[name].law for name in referred if name in laws}
    return [law for law in laws.values() if law.law in names]


def _referred(entry: Entry) -> set[str]:
    return {str(leaf.value) for leaf in leaves(entry.record) if leaf.name in REFERRING}


def _articles_of(laws: Iterable[Law]) -> set[str]:
    return {number for law in laws for number in CITED.findall(law.shown_article)}


def _unbacked(entry: Entry, leaf: Leaf, own: set[str], laws: dict[str, Law]) -> Iterator[CheckFinding]:
    for cited in CITED.finditer(leaf.words):
        before = leaf.words[max(0, cited.start() - BEFORE) : cited.start()]
        named = _articles_of(law for law in laws.values() if any(name in before for name in law.names))
        if cited[1] not in own | named and not before.endswith(FIRST_LINE):
            mend = "在 basis 里写上这一条的 id；知识包里没有这一条的，去掉条号，只写法律名称。"
            yield at(CHECK.id, entry, leaf.path, f"文字里的{cited[0]}没有对应的法条记录", mend)


CHECK = Check("articles", "写错条号，整份材料都会失信。", run)
