"""A chat screenshot as text: who said what, by the side a bubble stands on, and when, by the lines between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from wizard.evidence.reading.page import WHOLE, Page, PlacedLine, Reading
from wizard.evidence.reading.rows import rows_of, without_watermark

Speaker = Literal["other", "mine", "time"]
NAMES: dict[Speaker, str] = {"other": "对方", "mine": "我", "time": ""}
_TIME = re.compile(r"(?<!\d)\d{1,2}\s*[:：]\s*\d{2}(?!\d)")
_TIME_WORDS = re.compile(r"^[\d\s:：年月日/.\-上下午凌晨中晚昨今前天周星期一二三四五六]+$")
MARGIN = 600  # a bubble stands this close (ten-thousandths) to its side, behind the avatar
CENTRED = 900
GAP = 0.8  # line heights between two lines of one bubble, at most
ALIGNED = 150  # ten-thousandths: lines of one bubble begin at the same place
HEAD = 0.06  # share of the page: status bar and title are not part of the talk
LEAST_TURNS = 3


@dataclass
class Turn:
    """What one side said in one bubble, or a line that tells the time."""

    speaker: Speaker
    text: str
    last: PlacedLine

    def words(self) -> str:
        """The line of the transcript."""
        name = NAMES[self.speaker]
        return f"{name}：{self.text}" if name else f"〔{self.text}〕"


def transcript_of(reading: Reading) -> str:
    """The transcript of a chat screenshot; empty when the picture does not look like one."""
    pictures = [without_watermark(page) for page in reading.pages if page.origin == "picture"]
    pages = [page for page in pictures if not _in_columns(page)]
    turns = [turn for page in pages for turn in _turns(page)]
    sides = {turn.speaker for turn in turns if turn.speaker != "time"}
    if len(turns) < LEAST_TURNS or sides != {"other", "mine"}:
        return ""
    return "\n".join(turn.words() for turn in turns)


def _in_columns(page: Page) -> bool:
    """Whether labels stand left and values right of them: bubbles never stand beside each other."""
    beside = [row for row in rows_of(page) if len(row.lines) > 1 and row.lines[0].top >= _head(page)]
    return len(beside) >= 2


def _turns(page: Page) -> list[Turn]:
    turns: list[Turn] = []
    head = _head(page)
    for line in page.lines:
        if line.top < head:
            continue
        turn = turns[-1] if turns else None
        if turn and turn.speaker != "time" and _same_bubble(turn.last, line):
            turn.text, turn.last = _joined(turn.text, line.text), line
        elif speaker := _speaker(line, page):
            turns.append(Turn(speaker, line.text, line))
    return turns


def _same_bubble(upper: PlacedLine, lower: PlacedLine) -> bool:
    return abs(upper.left - lower.left) < ALIGNED and lower.top - upper.bottom < GAP * upper.height


def _head(page: Page) -> float:
    """Where the talk begins: below the status bar and the title, which have a height of their own in a long picture."""
    screen = page.width * 2.1 / max(1, page.height)  # a phone's screen as a share of a long picture
    return HEAD * WHOLE * min(1.0, screen)


def _speaker(line: PlacedLine, page: Page) -> Speaker | None:
    centre = (line.left + line.right) / 2
    if abs(centre - WHOLE / 2) < CENTRED and _TIME.search(line.text) and _TIME_WORDS.match(line.text):
        return "time"
    left, right = _sides(page)
    near_left, near_right = line.left - left < MARGIN, right - line.right < MARGIN
    if near_left and not (near_right and WHOLE - line.right < line.left):
        return "other"
    if near_right or line.left > WHOLE * 0.45:
        return "mine"
    return "other" if line.left < WHOLE * 0.3 else None


def _sides(page: Page) -> tuple[int, int]:
    """Where bubbles begin on the left and end on the right, behind the avatars."""
    lefts = sorted(line.left for line in page.lines if WHOLE * 0.08 < line.left < WHOLE * 0.3)
    rights = sorted(line.right for line in page.lines if WHOLE * 0.7 < line.right < WHOLE * 0.95)
    return (lefts[len(lefts) // 2] if lefts else 1500), (rights[len(rights) // 2] if rights else 8500)


def _joined(text: str, more: str) -> str:
    """Two lines of a bubble as one text; between letters a space stays."""
    between = " " if text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha() else ""
    return f"{text}{between}{more}"
