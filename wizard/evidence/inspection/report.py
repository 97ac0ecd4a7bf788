"""What an inspection hands back, and how it refuses. Words for both come from the pack's `findings`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.case import Finding
from wizard.knowledge.load import Pack, load

Detail = str | int | float
Severity = Literal["blocking", "warning", "hint"]
SHOWN_NAME_MAX = 60


@dataclass(frozen=True)
class Inspection:
    """What a file is. `file_name` is the cleaned name; sizes in pixels, length in seconds, `None` when unknown."""

    media_type: str
    file_name: str
    findings: list[Finding]
    pages: int | None = None
    seconds: float | None = None
    width: int | None = None
    height: int | None = None


class RefusedFile(Exception):
    """A file that is not taken. `code` names the reason; `message` and `mend` are for the person who sent it."""

    def __init__(self, code: str, message: str, mend: str) -> None:
        """Keep the code and the words."""
        super().__init__(f"{message}{mend}")
        self.code, self.message, self.mend = code, message, mend

    def __reduce__(self) -> tuple[type[RefusedFile], tuple[str, str, str]]:
        """Travel between processes without losing the words."""
        return type(self), (self.code, self.message, self.mend)


@dataclass
class Sheet:
    """The notes taken while one file is looked at."""

    file_name: str
    pack: Pack
    findings: list[Finding] = field(default_factory=list)
    pages: int | None = None
    seconds: float | None = None
    width: int | None = None
    height: int | None = None

    def note(self, code: str, **details: Detail) -> None:
        """Write down a finding; its severity is the one the pack gives."""
        self.findings.append(Finding(code=code, severity=self._severity(code), details=details))

    def refuse(self, code: str, **details: Detail) -> RefusedFile:
        """The refusal to raise, in words that name the file and the mend."""
        words = self.pack.findings[code]
        values: Mapping[str, Detail] = {"file": self.file_name[:SHOWN_NAME_MAX], **details}
        return RefusedFile(code, words.what.format(**values), words.mend.format(**values))

    def _severity(self, code: str) -> Severity:
        severity = self.pack.findings[code].severity
        return "warning" if severity == "refusal" else severity

    def inspection(self, media_type: str) -> Inspection:
        """The finished inspection."""
        return Inspection(media_type, self.file_name, self.findings, self.pages, self.seconds, self.width, self.height)


def new_sheet(file_name: str, pack: Pack | None = None) -> Sheet:
    """An empty sheet for a file; the words are the default pack's unless another is given."""
    return Sheet(file_name, pack or load())
