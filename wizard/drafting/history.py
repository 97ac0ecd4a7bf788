"""What was tried before, and what came of it: attempts before the wizard, submissions and replies since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from wizard.case import Attempt, Receipt, Reply
from wizard.drafting.draft import Draft
from wizard.drafting.sentences import closed, open_ended
from wizard.knowledge.shown import shown_day


def tried(draft: Draft) -> list[str]:
    """One line for each attempt, oldest first; those without a day come first."""
    lines = [*_attempts(draft), *_receipts(draft)]
    return [line for _, line in sorted(lines, key=lambda dated: dated[0])]


def _attempts(draft: Draft) -> Iterator[tuple[dt.date, str]]:
    for attempt in draft.case.attempts:
        yield attempt.on or dt.date.min, _attempt_line(attempt, draft)


def _attempt_line(attempt: Attempt, draft: Draft) -> str:
    marks = _marks(("编号：", attempt.receipt), ("客服：", attempt.agent))
    where = channel_name(attempt.channel, draft)
    start = f"{shown_day(attempt.on)}，" if attempt.on else ""
    answer = f"答复：{closed(open_ended(attempt.reply))}" if attempt.reply.strip() else ""
    outcome = closed(f"结果：{_outcome(attempt, draft)}")
    return f"{start}通过{where}提出{marks}。{answer}{outcome}"


def _outcome(attempt: Attempt, draft: Draft) -> str:
    """The outcome in words; an attempt that was answered once has words of its own for silence since then."""
    words = draft.common("outcome_after_reply") if attempt.reply.strip() else {}
    return words.get(attempt.outcome) or draft.common("outcome").get(attempt.outcome, attempt.outcome)


def _receipts(draft: Draft) -> Iterator[tuple[dt.date, str]]:
    for receipt in draft.case.receipts:
        replies = [reply for reply in draft.case.replies if reply.receipt == receipt.id]
        yield receipt.submitted_on, _receipt_line(receipt, replies, draft)


def _receipt_line(receipt: Receipt, replies: list[Reply], draft: Draft) -> str:
    marks = _marks(("编号：", receipt.number), ("客服：", receipt.agent))
    where = channel_name(receipt.channel, draft)
    answers = "".join(_reply_words(reply, draft) for reply in replies)
    waiting = "" if replies else closed(f"截至{draft.slots['today']}{draft.common('outcome').get('waiting', '')}")
    return f"{shown_day(receipt.submitted_on)}，向{where}提交书面材料{marks}。{answers}{waiting}"


def _reply_words(reply: Reply, draft: Draft) -> str:
    kind = draft.common("reply").get(reply.kind, reply.kind)
    said = f"：{closed(open_ended(reply.text))}" if reply.text.strip() else "。"
    return f"{shown_day(reply.on)}答复（{kind}）{said}"


def _marks(*pairs: tuple[str, str]) -> str:
    known = "，".join(label + open_ended(value) for label, value in pairs if value)
    return f"（{known}）" if known else ""


def channel_name(channel: str, draft: Draft) -> str:
    """A channel's name, or its id where the pack has none."""
    return draft.pack.channels[channel].name if channel in draft.pack.channels else channel
