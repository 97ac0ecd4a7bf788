"""Composes the one document of a case for a channel: title, sections in the template's order, truth, signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wizard.case import Case
from wizard.document import Block, Document, Heading, SignaturePlace
from wizard.drafting.demands import asked, request_words
from wizard.drafting.draft import Draft, draft_of
from wizard.drafting.inputs import AssessmentLike, CalculatedLike, ClaimLike
from wizard.drafting.masking import Mask, mask_for, masked
from wizard.drafting.readers import addresses, wording_key
from wizard.drafting.runs import items, paragraph
from wizard.drafting.sections import BUILDERS, Blocks, headline_of, subject_of
from wizard.drafting.sentences import closed, first_rendered, rendered
from wizard.knowledge.conditions import holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.wording import Section
from wizard.knowledge.shown import shown_day

NUMERALS = "一二三四五六七八九十"
LIST_PARTS = ("call_advice", "call_write_down", "method")


def compose(
    case: Case,
    pack: Pack,
    today: dt.date,
    channel: str,
    *,
    claims: Sequence[ClaimLike] = (),
    calculations: Sequence[CalculatedLike] = (),
    assessment: AssessmentLike | None = None,
    basis_overrides: Mapping[str, bool] | None = None,
) -> Document:
    """The document of a case for a channel.

    `claims`, `calculations` and `assessment` come from the other parts; `basis_overrides` (law id → cite it) goes
    over the case's own choice without changing the case.
    """
    if basis_overrides:
        case = case.model_copy(update={"cited": {**case.cited, **basis_overrides}})
    draft = draft_of(case, pack, today, channel)
    draft = replace(draft, claims=claims, calculations=calculations, assessment=assessment)
    wanted = asked(draft)
    draft = replace(draft, demands=tuple(demand.text for demand in wanted))
    draft = draft.with_slots(request=request_words(wanted))
    return masked(_document(draft), _mask(draft))


def _document(draft: Draft) -> Document:
    template = draft.template
    return Document(
        kind=template.id,
        title=template.titles.get(str(draft.case.scenario or ""), template.title),
        addressee=first_rendered(template.addressee, draft.slots, draft.view),
        subject=subject_of(draft),
        headline=headline_of(draft),
        blocks=(*_numbered(_sections(draft)), *_ending(draft)),
    )


def _mask(draft: Draft) -> Mask:
    channel = draft.pack.channels.get(draft.channel)
    hides_others = channel is None or channel.masks_personal_data
    return mask_for(draft.case, public=draft.template.masks_personal_data, others=hides_others)


def _sections(draft: Draft) -> list[tuple[str, Blocks]]:
    """Heading and blocks of each section that has something to say."""
    found = ((section.heading, _blocks(section, draft)) for section in draft.template.sections)
    return [(heading, blocks) for heading, blocks in found if blocks]


def _blocks(section: Section, draft: Draft) -> Blocks:
    if holds(section.when, draft.view) is not True:
        return []
    own = draft.case.wording.get(section.part, "") if section.rewritable else ""
    own = own if addresses(draft, wording_key(section.part)) else ""
    if own.strip():
        return _own_words(own, section, draft)
    lead = rendered(section.lead, draft.slots, draft.view)
    builder = BUILDERS.get(section.part)
    content = builder(draft) if builder else []
    intro: Blocks = [paragraph(section.intro, "intro")] if section.intro and content else []
    return _lead_blocks(lead, section.part) + intro + content


def _own_words(text: str, section: Section, draft: Draft) -> Blocks:
    """The merchant's words in place of ours; tables of a replaced part are kept, since their numbers are facts."""
    style = "lead" if section.part == "summary" else "normal"
    return [paragraph(line.strip(), section.part, style) for line in text.split("\n") if line.strip()]


def _lead_blocks(lines: list[str], part: str) -> Blocks:
    if not lines:
        return []
    if part in LIST_PARTS:
        return [items(map(closed, lines), part, ordered=False)]
    return [paragraph("".join(map(closed, lines)), part)]


def _numbered(sections: list[tuple[str, Blocks]]) -> list[Block]:
    """Blocks with headings numbered 一、二、三 … over the sections that are printed."""
    blocks: list[Block] = []
    count = 0
    for heading, content in sections:
        if heading:
            count += 1
            blocks.append(Heading(level=2, text=f"{numeral(count)}、{heading}"))
        blocks.extend(content)
    return blocks


def numeral(number: int) -> str:
    """A Chinese numeral from 1 to 19."""
    return NUMERALS[number - 1] if number <= len(NUMERALS) else f"十{NUMERALS[number - 11]}"


def _ending(draft: Draft) -> Blocks:
    template = draft.template
    truth = rendered(template.truth, draft.slots, draft.view)
    blocks: Blocks = [paragraph("".join(map(closed, truth)), "truth")] if truth else []
    blocks += [paragraph(line, "closing") for line in rendered(template.closing, draft.slots, draft.view)]
    if template.signature_label:
        blocks += [SignaturePlace(label=template.signature_label), paragraph(_signed_on(draft), "date", "right")]
    return blocks


def _signed_on(draft: Draft) -> str:
    signature = draft.case.signature
    return shown_day(signature.signed_at.date() if signature else draft.today)
