"""Words of the documents: templates, what each scenario says, what can be demanded, which law fits, what to avoid.

Text is made of sentences with named slots such as `{penalty_amount}`. A sentence with a slot that has no data is
dropped whole; a stretch in `[[…]]` is dropped alone. So nothing is ever printed half empty.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from wizard.knowledge.records.base import Condition, Id, Piece, Record, Words

Audience = Literal["platform", "regulator", "association", "mediation", "court", "police", "public", "notary"]
SlotKind = Literal["money", "number", "days", "percent", "text"]


class Sentence(Piece):
    """One sentence with slots; printed only when all its slots have data and its condition holds."""

    text: Words
    when: Condition | None = None


def _from_plain_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


SentenceOrText = Annotated[Sentence, BeforeValidator(_from_plain_text)]
Sentences = tuple[SentenceOrText, ...]


class Derived(Piece):
    """A slot computed from the case by a CEL expression."""

    value: Condition
    kind: SlotKind = "text"
    unit: str = Field("", description="name of the slot whose text follows the number")


class ScenarioWords(Record):
    """What a scenario says in every document. `words` turn the options of choice questions into text."""

    matter_name: Words = Field(description="short name of the dispute, for titles and mail subjects")
    headlines: Sentences = Field((), description="the matter in a few words for a title line; the first that fits wins")
    subject: Sentences = Field(min_length=1, description="the claim in one sentence; the first that can be filled wins")
    subjects: dict[Audience, Sentences] = Field({}, description="other claims for some readers, tried first")
    matter: Sentences = Field((), description="the facts known from the answers")
    reasons: Sentences = Field((), description="why it is wrong, each resting on an answer")
    call_questions: tuple[Words, ...] = Field(min_length=3, max_length=3, description="three questions for a call")
    fix_now: tuple[Words, ...] = Field(min_length=1, description="what should be preserved first (notary, timestamp)")
    calculations: tuple[Id, ...] = Field((), description="calculations that belong in a letter, not only on the page")
    derived: dict[Id, Derived] = {}
    first_of: dict[Id, tuple[Id, ...]] = Field({}, description="a slot that takes the first of these that has data")
    titled: tuple[Id, ...] = Field((), description="slots that name a rule and are written in 《》")
    words: dict[Id, dict[Id, Words]] = {}


class Section(Piece):
    """One section of a document. `part` names its content; a section without content is not printed."""

    part: Id
    heading: str = ""
    lead: Sentences = ()
    intro: str = Field("", description="a line before the content, printed only when there is content")
    when: Condition | None = None
    rewritable: bool = Field(False, description="whether the merchant's own words may replace it")


class Template(Record):
    """One kind of document: title, who writes to whom, sections in order."""

    audience: Audience
    title: Words
    titles: dict[Id, Words] = Field({}, description="other titles by scenario")
    channels: tuple[Id, ...] = Field((), description="channels that use it whatever their document kind")
    addressee: Sentences = ()
    self_name: Words
    other_name: Words
    other_merchant_name: Words = Field(description="what the respondent is called when it is another merchant")
    platform_name: Words
    complainant_label: Words
    respondent_label: Words
    respondent_note: str = ""
    sections: tuple[Section, ...] = Field(min_length=1)
    truth: Sentences = ()
    closing: Sentences = ()
    signature_label: str = Field("", description="empty: the document is not signed")
    masks_personal_data: bool = False


class DemandRecord(Record):
    """One thing a merchant can ask for. It has words only for those who can grant it."""

    title: Words
    request: str = Field("", description="the words that follow 请求 in the claim; empty: the title")
    requests: dict[Audience, Words] = Field({}, description="how it reads there for some readers only")
    help: Words
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    applies_when: Condition | None = None
    suggested: bool = Field(False, description="chosen for the merchant until they choose themselves")
    always: bool = Field(False, description="belongs into every document for its audiences")
    needs_amount: bool = False
    amount: Condition | None = Field(None, description="CEL expression that suggests the amount in yuan")
    amount_help: str = ""
    texts: dict[Audience, Words] = Field(min_length=1)
    basis: tuple[Id, ...] = ()
    order: int = 50


class Citation(Record):
    """When a document cites an article, what the article says there, and why this case falls under it."""

    law: Id
    clause: str = Field("", description="paragraph within the article where that matters, such as 第一款")
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    audiences: tuple[Audience, ...] = Field((), description="empty: every audience")
    channels: tuple[Id, ...] = Field((), description="empty: every channel")
    when: Condition | None = None
    says: Words
    reason: Words = Field(description="with slots; when one has no data, `reason_plain` is used")
    reason_plain: str = ""
    order: int = 50


class ToneRule(Record):
    """Wording to avoid in a letter, with the reason and a calmer suggestion."""

    group: Literal["insult", "emotion", "absolute", "accusation", "threat", "self_harm", "punctuation"]
    pattern: Words = Field(description="regular expression; only the group `hit` is marked when there is one")
    unless: str = Field("", description="regular expression over the surrounding words that makes it harmless")
    why: Words
    suggestion: Words
