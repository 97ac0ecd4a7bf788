"""How a reviewer reads the document in two minutes: claim, course, strongest exhibits, weak points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.document import Document, Fields, Items, Paragraph, Table, plain
from wizard.drafting.inputs import AssessmentLike, ClaimLike, missing_required

LINES, STRONGEST, UNPROVEN = 5, 3, 3


@dataclass(frozen=True)
class Rehearsal:
    """The claim in one sentence, up to five lines of what happened, up to three exhibits, and the weak points."""

    claim: str
    timeline: tuple[str, ...]
    strongest: tuple[str, ...]
    weak_points: tuple[str, ...]


def rehearsal(document: Document, assessment: AssessmentLike | None, claims: Sequence[ClaimLike]) -> Rehearsal:
    """The two-minute view of a document; `assessment` and `claims` come from the evidence part."""
    return Rehearsal(
        claim=document.subject,
        timeline=tuple(_course(document)[:LINES]),
        strongest=tuple(_strongest(document)),
        weak_points=tuple(_weak_points(document, assessment, claims)),
    )


def _course(document: Document) -> list[str]:
    events = [plain(item) for block in document.blocks if _is(block, Items, "timeline") for item in block.items]  # type: ignore[union-attr]
    if len(events) > LINES:
        return [*events[: LINES - 1], events[-1]]
    return events or [plain(block.runs) for block in _paragraphs(document, ("facts", "narrative"))]


def _strongest(document: Document) -> list[str]:
    """Exhibits by how often the letter leans on them; those that are only listed come last."""
    mentions: dict[int, int] = {}
    for block in document.blocks:
        if isinstance(block, Items | Paragraph):
            runs = [run for item in block.items for run in item] if isinstance(block, Items) else list(block.runs)
            for run in runs:
                if run.exhibit is not None:
                    mentions[run.exhibit] = mentions.get(run.exhibit, 0) + 1
    named = exhibit_names(document)
    ranked = sorted(named, key=lambda number: (-mentions.get(number, 0), number))
    return [named[number] for number in ranked[:STRONGEST]]


def exhibit_names(document: Document) -> dict[int, str]:
    """The exhibits of the evidence table by number: `证据1 违规详情页`, with what each proves."""
    names: dict[int, str] = {}
    for block in document.blocks:
        if isinstance(block, Table) and block.part == "evidence":
            for row in block.rows:
                number = row[0][0].exhibit
                if number is not None:
                    purpose = plain(row[2])
                    names[number] = plain(row[0]) + (f"：{purpose}" if purpose else "")
    return names


def _weak_points(document: Document, assessment: AssessmentLike | None, claims: Sequence[ClaimLike]) -> list[str]:
    points = [f"缺少必备证据：{item.title}。" for item in missing_required(assessment)]
    unproven = [claim.text for claim in claims if not claim.exhibits]
    points += [f"还没有证据支持：{text}" for text in unproven[:UNPROVEN]]
    if len(unproven) > UNPROVEN:
        points.append(f"另有 {len(unproven) - UNPROVEN} 项事实没有对应的证据。")
    parts = {getattr(block, "part", "") for block in document.blocks}
    if document.kind in WITHOUT_BASIS:
        parts.add("basis")
    if "call_numbers" in parts:
        parts.add("identifiers")
    points += [words for part, words in ABSENT.items() if part not in parts]
    return (_court_points(document) if document.kind == COURT else []) + points


def _court_points(document: Document) -> list[str]:
    """What a court would send back: demands it cannot grant, a plaintiff named by the shop only."""
    asked = [ONLY_COSTS] if _asks_for_costs_only(document) else []
    labels = {label for block in document.blocks if _is(block, Fields, "parties") for label, _ in _pairs(block)}
    return asked + [words for label, words in COURT_WANTS.items() if label not in labels]


def _pairs(block: object) -> tuple[tuple[str, object], ...]:
    return block.pairs if isinstance(block, Fields) else ()


def _asks_for_costs_only(document: Document) -> bool:
    asked = [block for block in document.blocks if _is(block, Items, "demands")]
    return sum(len(block.items) for block in asked if isinstance(block, Items)) < 2


COURT = "civil_complaint"
COURT_WANTS = {
    "名称": "原告还没有写营业执照上的名称（没有执照的写姓名）：法院不按店铺名称立案。",
    "住所": "原告还没有写住所或通讯地址，法院要用它送达。",
}
ONLY_COSTS = "诉讼请求里只有诉讼费用：所选的诉求法院无法判。请在诉求里加上返还、赔偿、停止等法院能判的一条。"


# Kinds of document that cite no article by design, so that its absence is no weakness.
WITHOUT_BASIS = frozenset(
    {
        "call_card",
        "public_post",
        "press_summary",
        "preservation_list",
        "hotline_request",
        "content_report",
        "police_report",
        "consumer_complaint",
        "consumer_assoc_letter",
    }
)


ABSENT = {
    "timeline": "没有带日期的时间线，审核人要自己从文字里找先后。",
    "basis": "没有引用依据；把第 2 步的事实填全，符合条件的条文会自动列出。",
    "evidence": "没有附证据。",
    "identifiers": "没有任何编号，对方很难找到这件事。",
}


def _paragraphs(document: Document, parts: tuple[str, ...]) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph) and block.part in parts]


def _is(block: object, kind: type, part: str) -> bool:
    return isinstance(block, kind) and getattr(block, "part", "") == part
