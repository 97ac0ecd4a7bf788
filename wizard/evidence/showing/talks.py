"""Chat exports as messages: lines that name a time and a person begin one, what follows belongs to it.

Known shapes: QQ (`2026-04-18 15:05:12 昵称(12345)`), WeChat as copied or forwarded (`昵称 2026/4/18 15:05`), and one
line each (`[2026-04-18 15:05] 昵称：……`).
"""

from __future__ import annotations

import re

from wizard.evidence.showing.shown import Message

MOST = 200
LONGEST = 1_000  # characters of one message
LEAST = 3
LINES_EACH = 15  # more lines for each message on average are a text that mentions times
_DAY = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_CLOCK = r"(?:上午|下午|凌晨|中午|晚上|早上)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_WHEN = rf"(?P<when>{_DAY}[ T]*{_CLOCK})"
_WHO = r"(?P<who>[^\s:：][^:：]{0,39}?)"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"^[\[【(（]?{_WHEN}[\]】)）]?\s+{_WHO}\s*[:：]\s*(?P<text>.*)$",
        rf"^{_WHO}\s*[\[【(（]?{_WHEN}[\]】)）]?\s*[:：]\s*(?P<text>.*)$",
        rf"^[\[【(（]?{_WHEN}[\]】)）]?\s+{_WHO}\s*$",
        rf"^{_WHO}\s+[\[【(（]?{_WHEN}[\]】)）]?\s*$",
    )
)


def messages_of(text: str) -> tuple[tuple[Message, ...], bool]:
    """The messages of a talk, at most `MOST`, and whether there are more; nothing for what is no talk."""
    lines = [line.strip("\ufeff\r ") for line in text.splitlines()]
    begun: list[Message] = []
    for line in lines:
        if found := _begins(line):
            begun.append(found)
        elif begun and line and len(begun[-1].text) < LONGEST:
            last = begun[-1]
            begun[-1] = last.model_copy(update={"text": f"{last.text}\n{line}".strip()[:LONGEST]})
    if len(begun) < LEAST or len(lines) > LINES_EACH * len(begun):
        return (), False
    return tuple(begun[:MOST]), len(begun) > MOST


def _begins(line: str) -> Message | None:
    if not line or len(line) > LONGEST:
        return None
    for shape in _SHAPES:
        if match := shape.match(line):
            found = match.groupdict()
            return Message(when=found["when"], who=found["who"].strip(), text=(found.get("text") or "").strip())
    return None
