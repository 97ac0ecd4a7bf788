"""What the tests of drafting share: documents as text, and cases with every question answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.unit.drafting.stories import SHOP, TODAY, events, exhibit
from wizard.case import Attempt, Case, Identifier, Loss, Respondent, Scenario
from wizard.document import Document, Fields, Heading, Items, Paragraph, Table, plain
from wizard.drafting import compose
from wizard.knowledge.load import Pack


@dataclass(frozen=True)
class SaidClaim:
    id: str
    text: str
    origin: str
    exhibits: tuple[str, ...]
    linked: bool = True


def event_claims(case: Case) -> list[SaidClaim]:
    """Claims for the events, proved by the exhibits that name them."""
    return [
        SaidClaim(f"event-{event.id}", event.what, "event", _of(case, f"event-{event.id}")) for event in case.timeline
    ]


def _of(case: Case, claim: str) -> tuple[str, ...]:
    return tuple(one.id for one in case.exhibits if claim in one.claims)


def composed(case: Case, pack: Pack, channel: str, **given: Any) -> Document:
    given.setdefault("claims", event_claims(case))
    return compose(case, pack, TODAY, channel, **given)


def texts_of(document: Document, *parts: str) -> list[str]:
    """Every text of the document, or of some parts, in order."""
    return [
        text for block in document.blocks if not parts or getattr(block, "part", "") in parts for text in _texts(block)
    ]


def _texts(block: Any) -> Iterator[str]:
    match block:
        case Heading():
            yield block.text
        case Paragraph():
            yield plain(block.runs)
        case Items():
            yield from (plain(item) for item in block.items)
        case Table():
            yield from (plain(cell) for row in block.rows for cell in row)
        case Fields():
            yield from (f"{label}：{plain(value)}" for label, value in block.pairs)


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def said(document: Document) -> str:
    return "\n".join([document.title, document.addressee, document.subject, *texts_of(document)])


def fullest(scenario: Scenario, pack: Pack, choice: int = 0) -> Case:
    """Every question of the scenario answered; `choice` says which option of each choice."""
    questions = [one for one in pack.questions.values() if not one.scenarios or str(scenario) in one.scenarios]
    answers = {question.id: _answer(question, choice) for question in questions}
    return Case(
        scenario=scenario,
        shop=SHOP,
        narrative="某日发生某事。\n后来又发生某事。",
        respondent=Respondent(
            kind="merchant" if scenario == "report_other_merchant" else "platform", shop_name="对方店"
        ),
        answers=answers,
        timeline=events(
            ("2026-11-03", "商家后台", "平台", "作出处理", "影响经营"), ("2026-11-04", "电话", "客服", "答复", "")
        ),
        identifiers=[
            Identifier(kind=kind, value=f"N{kind}1") for kind in ("order", "violation", "ticket", "aftersales")
        ],
        losses=[Loss(what="货款", amount="100.00", arithmetic="1 × 100")],
        attempts=[Attempt(channel="pdd_ticket", on="2026-11-05", receipt="G1", reply="不处理", outcome="no_reply")],
        exhibits=[exhibit(1, "截图", "penalty_detail", "后台", "事实", ["event-e1"])],
        missing_evidence_reason="页面已经无法打开",
    )


def _answer(question: Any, choice: int) -> Any:
    if question.kind == "choices":
        options = [option.id for option in question.options if option.id != "none"]
        return options if choice == 0 else [options[choice % len(options)]]
    if question.kind == "choice":
        return question.options[choice % len(question.options)].id
    simple = {"yes_no": choice % 2 == 0, "date": f"2026-11-0{1 + choice % 9}", "money": "1234.5", "number": "12"}
    return simple.get(question.kind, "某项内容")
