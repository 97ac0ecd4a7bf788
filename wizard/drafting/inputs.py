"""What drafting is given by the other parts: their shapes only, so that drafting depends on none of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class ClaimLike(Protocol):
    """One stated fact and the exhibits (ids) that prove it. `origin` is `event`, `fact`, `loss` or `demand`."""

    @property
    def id(self) -> str:
        """The claim's id."""

    @property
    def text(self) -> str:
        """The fact in words."""

    @property
    def origin(self) -> str:
        """The kind of place it comes from."""

    @property
    def exhibits(self) -> Sequence[str]:
        """Ids of the exhibits that prove it."""

    @property
    def linked(self) -> bool:
        """Whether a person tied them to it; else their kind only suggests it."""


class CalculatedLike(Protocol):
    """One calculation with its numbers."""

    @property
    def id(self) -> str:
        """The calculation's id."""

    @property
    def label(self) -> str:
        """What is calculated."""

    @property
    def arithmetic(self) -> str:
        """The calculation written out."""

    @property
    def supports(self) -> str:
        """`yes` when the result speaks for the merchant; only that belongs in a letter."""


class ItemLike(Protocol):
    """One evidence requirement and whether it is met."""

    @property
    def title(self) -> str:
        """What has to be shown."""

    @property
    def level(self) -> str:
        """`required`, `recommended` or `helpful`."""

    @property
    def status(self) -> str:
        """`met`, `weak`, `missing` or not yet known."""


class AssessmentLike(Protocol):
    """How complete the evidence is."""

    @property
    def items(self) -> Sequence[Any]:
        """The requirements, each like `ItemLike`."""

    @property
    def unproven(self) -> Sequence[Any]:
        """Claims without proof, each like `ClaimLike`."""


MISSING = "missing"


def missing_required(assessment: AssessmentLike | None) -> list[ItemLike]:
    """The required items that nothing in the case meets yet."""
    if assessment is None:
        return []
    return [item for item in assessment.items if item.level == "required" and item.status == MISSING]
