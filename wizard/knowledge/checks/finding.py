"""What a content check is, and what it reports: where, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.knowledge.checks.content import Content, Entry

Severity = Literal["error", "warning", "hint"]
SEVERITY_WORDS: dict[Severity, str] = {"error": "错误", "warning": "提醒", "hint": "建议"}


@dataclass(frozen=True)
class CheckFinding:
    """One finding. `file` is relative to the pack's folder, `field` a path such as `steps.2.text`."""

    check: str
    severity: Severity
    file: str
    record: str
    field: str
    message: str
    suggestion: str

    @property
    def in_words(self) -> str:
        """The finding on one line: how bad, file, record, field, what is wrong, the mend."""
        place = " ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{SEVERITY_WORDS[self.severity]}：{place}：{self.message.rstrip('。')}。{self.suggestion}"


@dataclass(frozen=True)
class Check:
    """One rule about content: a permanent id, the reason for it, and what finds violations."""

    id: str
    reason: str
    run: Callable[[Content], Iterable[CheckFinding]]


def at(
    check: str, entry: Entry, field: str, message: str, suggestion: str, severity: Severity = "error"
) -> CheckFinding:
    """A finding about one field of one record."""
    return CheckFinding(check, severity, entry.file, entry.id, field, message, suggestion)
