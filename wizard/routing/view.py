"""What the rules of routing see of a case: the usual view, submissions counted as attempts, and shared facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wizard.case import Case, Receipt, Reply
from wizard.knowledge.answered import names_asked
from wizard.knowledge.conditions import View, holds, prepared, view_of
from wizard.knowledge.load import Pack

RULES = ("route_facts", "routes", "ladders", "route_notices")
READ_HERE = frozenset({"scenario", "answers", "attempts", "today"})
"""What routing itself looks at in the view, beside the conditions of its rules."""
OUTCOME_OF_REPLY = {
    "rejected": "rejected",
    "not_competent": "rejected",
    "partly": "partly",
    "solved": "solved",
    "no_reply": "no_reply",
    "accepted": "waiting",
    "more_evidence": "waiting",
}


def routing_view(case: Case, pack: Pack, today: dt.date, evidence_complete: bool | None) -> View:
    """The view of a case with `attempts` (submissions included), `evidence_complete` and `facts`."""
    view = view_of(case, pack.questions, today, names_asked(pack, *RULES) | READ_HERE)
    view["attempts"] = view["attempts"] + _submissions(case, today)
    view["evidence_complete"] = evidence_complete
    view["facts"] = facts_of(view, pack)
    return view


def facts_of(view: View, pack: Pack) -> dict[str, bool]:
    """The pack's routing facts by id, worked out in order; what the case does not say yet counts as false."""
    facts: dict[str, bool] = {}
    ready = prepared(view)
    ready.set_variable_resolver(lambda name: facts if name == "facts" else None)  # grows without a new translation
    for fact in pack.route_facts.values():
        facts[fact.id] = holds(fact.when, ready) is True
    return facts


def _submissions(case: Case, today: dt.date) -> list[dict[str, Any]]:
    """What was submitted with a receipt, as attempts: the latest reply decides the outcome, none means waiting."""
    return [_as_attempt(receipt, case.replies, today) for receipt in case.receipts]


def _as_attempt(receipt: Receipt, replies: list[Reply], today: dt.date) -> dict[str, Any]:
    own = [reply for reply in replies if reply.receipt == receipt.id]
    latest = max(own, key=lambda reply: reply.on, default=None)
    outcome = OUTCOME_OF_REPLY[latest.kind] if latest else "waiting"
    return {"channel": receipt.channel, "outcome": outcome, "days_ago": (today - receipt.submitted_on).days}
