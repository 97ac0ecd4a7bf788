"""Everything that is wrong with the facts of a case, in plain words, with the mend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from wizard.case import Case
from wizard.facts.answer_checks import check_answers
from wizard.facts.money_checks import check_money
from wizard.facts.party_checks import check_identifiers, check_parties
from wizard.facts.report import Problem, Report
from wizard.facts.timeline_checks import check_attempts, check_losses, check_replies, check_timeline
from wizard.knowledge.load import Pack
from wizard.settled_case import answered

CHECKS = (
    check_parties,
    check_identifiers,
    check_answers,
    check_timeline,
    check_losses,
    check_attempts,
    check_replies,
    check_money,
)
SEVERITIES = ("error", "warning", "hint")


def problems(case: Case, pack: Pack, today: dt.date) -> list[Problem]:
    """What is wrong in the facts, the worst first; `error` means surely wrong, `hint` means look once more.

    Nothing here stops a person from saving: the case keeps what was typed.
    """
    found = [problem for check in CHECKS for problem in _found(check, case, pack, today)]
    return sorted(found, key=lambda problem: SEVERITIES.index(problem.severity))


def _found(check: Callable[[Report], None], case: Case, pack: Pack, today: dt.date) -> list[Problem]:
    """What one check finds. Each looks at its own part of the case, so most need not look again after a change."""

    def made() -> list[Problem]:
        report = Report(case, pack, today)
        check(report)
        return report.found

    return answered(case, ("check", check.__name__, pack.version, today), made)
