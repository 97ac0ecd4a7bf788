"""Facts: what the page shows beside its fields, so that a field may run alone until any of it changes."""

from __future__ import annotations

from wizard.case import Case
from wizard.ui import current
from wizard.ui.steps import judging
from wizard.ui.steps.facts_numbers import AT_A_GLANCE


def shown() -> object:
    """Problems, calculations, questions asked and answered, offers, sums, the order of lines."""
    case = current.case()
    return (
        case.scenario,
        case.respondent.kind,
        judging.problems(),
        judging.calculations(),
        [question.id for question in judging.questions()],
        {name for name, answer in case.answers.items() if answer not in (None, "", [])},
        judging.told(),
        _lists(case),
    )


def _lists(case: Case) -> object:
    """What the lists show of the lines that are not open."""
    numbers = [(one.kind, one.value) for one in case.identifiers] if len(case.identifiers) > AT_A_GLANCE else []
    losses = [(one.id, one.amount) for one in case.losses]
    return [one.id for one in case.timeline], losses, numbers
