"""Facts: what contradicts itself or cannot be right, in plain words, with the mend."""

from __future__ import annotations

from typing import Any

from wizard.ui.steps import judging, markup

BELONGS_TO = {
    "shop": ("shop", "respondent"),
    "story": ("timeline", "narrative"),
    "key": ("answers",),
    "numbers": ("identifiers",),
    "losses": ("losses",),
    "tried": ("attempts",),
}


def show(part: str) -> None:
    """The problems of the open part; of the others only how many."""
    problems = judging.problems()
    here = [one for one in problems if part_of(one.field) == part]
    markup.show(*[problem_html(one) for one in here], label="请核对")


def part_of(field: str) -> str:
    """The part of the facts that a field path belongs to; the questions when it names none."""
    head = field.split(".")[0]
    return next((part for part, heads in BELONGS_TO.items() if head in heads), "key")


def problem_html(problem: Any) -> str:
    """One problem: what is wrong, what to do."""
    tone = "bad" if str(problem.severity) in ("blocking", "error") else "warn"
    mend = markup.paragraph(problem.mend) if problem.mend else ""
    return markup.box(f"<p><strong>请核对</strong> {markup.esc(problem.message)}</p>{mend}", tone)  # type: ignore[arg-type]


def counts() -> dict[str, int]:
    """How many problems each part has."""
    found = [part_of(one.field) for one in judging.problems()]
    return {part: found.count(part) for part in BELONGS_TO}
