"""An article cited in words is an article of the pack: one the record refers to, or of the law named before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.checks.walk import Leaf, leaves
from wizard.knowledge.records.laws import Law

CITED = re.compile(r"第（[一二三四五六七八九十百千零\d]+）条")
BEFORE = 30
REFERRING = {"basis", "law"}


def run(content: Content) -> Iterable[CheckFinding]:
    """Articles in words that nothing in the pack backs."""
    laws = content.topic("laws")
    for entry in content.entries:
        if entry.topic == "laws":
            continue
        own = _articles_of(laws[name] for name in _referred(entry) if name in laws)
        for leaf in leaves(entry.record):
            if leaf.words and leaf.path.split(".")[0] != "sources":
                yield from _unbacked(entry, leaf, own, laws)


def _referred(entry: Entry) -> set[str]:
    return {str(leaf.value) for leaf in leaves(entry.record) if leaf.name in REFERRING}


def _articles_of(laws: Iterable[Law]) -> set[str]:
    return {number for law in laws for number in CITED.findall(law.shown_article)}


def _unbacked(entry: Entry, leaf: Leaf, own: set[str], laws: dict[str, Law]) -> Iterator[CheckFinding]:
    for cited in CITED.finditer(leaf.words):
        before = leaf.words[max(0, cited.start() - BEFORE) : cited.start()]
        named = _articles_of(law for law in laws.values() if law.short in before or law.law in before)
        if cited[1] not in own | named:
            mend = "在 basis 里写上这一条的 id；知识包里没有这一条的，去掉条号，只写法律名称。"
            yield at(CHECK.id, entry, leaf.path, f"文字里的{cited[0]}没有对应的法条记录", mend)


CHECK = Check("articles", "写错条号，整份材料都会失信。", run)
