"""What is looked for in the text of evidence: the platform's own numbers, by shape or by the label before them."""

from __future__ import annotations

from pydantic import Field

from wizard.knowledge.records.base import Id, Record, Words


class ReadingField(Record):
    """One kind of value that is read in evidence and offered to the merchant."""

    name: Words
    shape: str = Field("", description="regular expression; groups are joined by a hyphen. Empty: found by its label")
    breaks: str = Field("", description="regular expression of a beginning that ends a line; the next line goes on")
    labels: tuple[Words, ...] = Field((), description="what stands before the value")
    value: str = Field("", description="regular expression of the value after its label")
    identifier: str = Field("", description="the kind of identifier of the case that it becomes")
    questions: tuple[Id, ...] = Field((), description="it labels amounts: the money questions that they answer")
    shop: bool = Field(False, description="it is the name of a shop")
