"""Whether exhibits are sound: what the inspection of each file found, and what shows only across the whole case."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wizard.case import Case, Exhibit, Finding, Readout
from wizard.evidence.claims import Claim
from wizard.evidence.personal_data import find
from wizard.evidence.shown_inside import Beside, said_inside
from wizard.knowledge.conditions import View, holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.evidence import EvidenceKind
from wizard.knowledge.shown import listed, shown_day
from wizard.settled_case import of_each

READ_ALL_THE_SAME = 3  # numbers, moments, amounts read: of 53 read in blurred screens 52 were right
FORWARDED_NAME = re.compile(
    r"^(mmexport\d{10,}|wx_camera_\d+|微信图片_\d+|微信视频_?\d+|qq图片\d+|qq视频\d+)", re.IGNORECASE
)  # not 微信截图_, QQ截图: taken on the computer itself, and saved as they are


RANKS = ("refusal", "blocking", "warning", "hint")


@dataclass(frozen=True)
class FindingShown:
    """One finding in words: what it means and what to do. `blocking` means the exhibit does not count as proof yet."""

    code: str
    severity: str
    title: str
    what: str
    mend: str
    basis: tuple[str, ...]


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def in_words(
    pack: Pack, code: str, severity: str | None = None, details: Mapping[str, object] | None = None
) -> FindingShown:
    """A finding in the pack's words; `severity` is what the inspection gave, else the pack's own."""
    words = pack.findings.get(code)
    if words is None:
        return FindingShown(code, severity or "hint", code, "", "", ())
    values = _Details(details or {})
    what, mend = words.what.format_map(values), words.mend.format_map(values)
    return FindingShown(code, severity or words.severity, words.title, what, mend, words.basis)


@lru_cache(maxsize=2048)
def _personal_words(text: str) -> str:
    """The kinds of personal data in a text, in words; titles are looked through again at every click."""
    return listed(sorted({piece.words for piece in find(text)}))


def findings_of(
    case: Case, pack: Pack, view: View, known: Iterable[Claim], today: dt.date
) -> dict[str, list[FindingShown]]:
    """The findings of every exhibit by its id, the worst first. `known` are the case's claims."""
    inspector = _Inspector(case, pack, view, list(known), today)
    placed = [(exhibit, inspector.place(exhibit)) for exhibit in case.exhibits]
    what = f"findings for {view['channel']}"
    found = of_each(case, what, inspector.surroundings(), placed, inspector.findings)
    return {exhibit.id: findings for (exhibit, _place), findings in zip(placed, found, strict=True)}


class _Inspector:
    """Knows what has to be compared between exhibits."""

    def __init__(self, case: Case, pack: Pack, view: View, known: list[Claim], today: dt.date) -> None:
        self.case, self.pack, self.view, self.today = case, pack, view, today
        self.exhibits = case.exhibits
        self.beside = Beside(case, pack)
        self.proving = {exhibit_id for claim in known for exhibit_id in claim.exhibits}
        self.first_day = min((event.on for event in case.timeline if event.on), default=None)
        self.fixed = any(kind.fixes_others for exhibit in case.exhibits for kind in kinds_of(pack, exhibit))
        self.applying: dict[str, bool] = {}
        self.plain: dict[str, FindingShown] = {}
        self.same: defaultdict[str, list[int]] = defaultdict(list)
        for number, exhibit in enumerate(case.exhibits, start=1):
            if exhibit.sha256:
                self.same[exhibit.sha256].append(number)

    def surroundings(self) -> object:
        """What the findings of every exhibit depend on beside itself and its place."""
        case, story = self.case, [event.on for event in self.case.timeline]
        numbers = [(one.kind, one.value) for one in case.identifiers]
        return self.pack.version, self.today, dict(self.view), self.fixed, story, numbers, case.answers

    def place(self, exhibit: Exhibit) -> object:
        """What the findings of one exhibit depend on beyond that: whether it proves something, and the others."""
        said = self.beside.said(exhibit) if exhibit.readout else []
        return exhibit.id in self.proving, self._others(exhibit), said

    def findings(self, exhibit: Exhibit, _place: object) -> list[FindingShown]:
        """What the file's inspection found and what shows beside the others."""
        shown = [self._recorded(finding, exhibit.readout) for finding in exhibit.findings]
        shown += [self._worded(code, details) for code, details in self._across(exhibit) if self._applies(code)]
        return sorted(shown, key=lambda finding: RANKS.index(finding.severity))

    def _applies(self, code: str) -> bool:
        """Whether a finding is raised in this case at all; asked once, not for every exhibit."""
        if code not in self.applying:
            self.applying[code] = holds(self.pack.findings[code].applies_when, self.view) is True
        return self.applying[code]

    def _worded(self, code: str, details: dict[str, object]) -> FindingShown:
        """A finding in words; without details they are the same for every exhibit, and made once."""
        if details:
            return in_words(self.pack, code, None, details)
        if code not in self.plain:
            self.plain[code] = in_words(self.pack, code)
        return self.plain[code]

    def _recorded(self, finding: Finding, readout: Readout | None) -> FindingShown:
        """A finding of the inspection; a picture whose numbers could be read is blurred, not unreadable."""
        if finding.code == "unreadable_blur" and readout is not None and len(readout.values) >= READ_ALL_THE_SAME:
            return in_words(self.pack, "blurred", None, finding.details)
        return in_words(self.pack, finding.code, finding.severity, finding.details)

    def _across(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        yield from self._told(exhibit)
        yield from self._dated(exhibit)
        yield from self._personal(exhibit)
        yield from self._fixing(exhibit)
        yield from said_inside(self.case, self.pack, exhibit, self.beside, background=self._background(exhibit))
        if others := self._others(exhibit):
            yield "same_file", {"other": listed([f"证据{number}" for number in others])}
        if FORWARDED_NAME.match(exhibit.file_name) and _is_pressed(exhibit):
            yield "not_original", {}

    def _others(self, exhibit: Exhibit) -> list[int]:
        """The numbers of the other exhibits that are the same file."""
        same = self.same.get(exhibit.sha256 or "", [])
        return [number for number in same if self.exhibits[number - 1] is not exhibit] if len(same) > 1 else []

    def _told(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        if not exhibit.kinds:
            yield "no_kind", {}
        if not exhibit.source:
            yield "no_source", {}
        if not exhibit.proves.strip():
            yield "no_purpose", {}
        if exhibit.id not in self.proving and not self._background(exhibit):
            yield "proves_nothing", {}

    def _dated(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        captured = exhibit.captured_on
        if captured is None:
            yield "no_date", {}
        elif captured > self.today:
            yield "date_in_future", {"captured": shown_day(captured)}
        elif self.first_day and captured < self.first_day and not self._background(exhibit):
            yield "date_before_story", {"captured": shown_day(captured), "first": shown_day(self.first_day)}

    def _background(self, exhibit: Exhibit) -> bool:
        return any(kind.background for kind in kinds_of(self.pack, exhibit))

    def _fixing(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        """Advice to have fleeting evidence fixed, while nothing in the case is."""
        advice = next((kind.custody for kind in kinds_of(self.pack, exhibit) if kind.custody), "")
        if advice and not self.fixed:
            yield "worth_fixing", {"advice": advice}

    def _personal(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        if found := _personal_words(f"{exhibit.title}\n{exhibit.source}\n{exhibit.proves}"):
            yield "title_personal_data", {"found": found}
        if exhibit.personal_data in ("unknown", "needed"):
            yield "personal_data_public", {}
        if masks_personal_data(self.pack, self.view["channel"]):
            yield from self._unmasked(exhibit)

    def _unmasked(self, exhibit: Exhibit) -> Iterator[tuple[str, dict[str, object]]]:
        seen = exhibit.readout is not None and bool(exhibit.readout.personal)
        if exhibit.personal_data == "unknown" and (seen or usually_personal(self.pack, exhibit)):
            yield "personal_data_unhandled", {}
        if exhibit.personal_data == "needed" and not exhibit.personal_data_reason:
            yield "personal_data_no_reason", {}


def unhandled_personal_data(case: Case, pack: Pack, channel: str) -> list[tuple[str, str]]:
    """Exhibit ids, with words, whose personal data must be covered or justified before anything is signed.

    Where the public reads it nothing personal may stay; elsewhere what was read must be covered or justified.
    """
    record = pack.channels.get(channel)
    if record is None or not record.masks_personal_data:
        return []
    public = is_public(pack, channel)
    found = [(number, one, _unhandled(pack, one, public=public)) for number, one in enumerate(case.exhibits, start=1)]
    return [(one.id, f"证据{number}{words}") for number, one, words in found if words]


def is_public(pack: Pack, channel: str) -> bool:
    """Whether what goes to a channel is read by everybody: media, social networks."""
    return holds(pack.findings["personal_data_public"].applies_when, {"channel": channel}) is True


def _unhandled(pack: Pack, exhibit: Exhibit, *, public: bool) -> str:
    """What stands in the way, in words; empty when nothing does."""
    read = exhibit.readout.personal if exhibit.readout and not exhibit.covered else []
    if public and exhibit.personal_data == "needed":
        return "保留了别人的个人信息，而这个渠道是公开的，不能带出去。"
    if public and read and exhibit.personal_data in ("none", "masked"):
        return f"里像是还有{listed(read)}，而这个渠道是公开的，不能带出去。"
    if exhibit.personal_data == "unknown" and (read or (public and usually_personal(pack, exhibit))):
        return f"里像是有别人的{listed(read) or '个人信息'}，还没有遮挡，也没有说明。"
    if exhibit.personal_data == "needed" and not exhibit.personal_data_reason.strip():
        return "保留了别人的个人信息，还没有写原因。"
    return ""


def _is_pressed(exhibit: Exhibit) -> bool:
    """Whether chat programs make files of this kind smaller when they send them on; others go as they are."""
    return (exhibit.media_type or "image/").startswith(("image/", "video/"))


NOT_YET_PROOF = frozenset({"personal_data_unhandled", "personal_data_no_reason"})


def counts_as_proof(findings: Iterable[FindingShown]) -> bool:
    """Whether an exhibit with these findings proves something as it is."""
    return not any(finding.severity == "blocking" or finding.code in NOT_YET_PROOF for finding in findings)


def masks_personal_data(pack: Pack, channel: str) -> bool:
    """Whether a channel wants other people's data masked; an unknown or unchosen channel does not say."""
    record = pack.channels.get(channel) if channel else None
    return record is not None and record.masks_personal_data


def kinds_of(pack: Pack, exhibit: Exhibit) -> list[EvidenceKind]:
    """The records of an exhibit's kinds; unknown kinds are left out."""
    return [pack.evidence_kinds[kind] for kind in exhibit.kinds if kind in pack.evidence_kinds]


def usually_personal(pack: Pack, exhibit: Exhibit) -> bool:
    """Whether the exhibit's kinds usually show other people's data; without a kind one cannot know, so yes."""
    kinds = kinds_of(pack, exhibit)
    return not kinds or any(kind.personal_data for kind in kinds)
