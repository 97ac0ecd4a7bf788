"""Generated cases for the properties of routing: any scenario, any history, any answers that matter."""

import datetime as dt

from hypothesis import strategies as st

from wizard.case import Attempt, Case, Exhibit, Identifier, Loss, Receipt, Reply, Scenario
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
CHANNELS = sorted(load("pinduoduo").channels)
FORMAL = ["pdd_ticket", "pdd_violation_appeal", "pdd_aftersale_appeal", "pdd_report_merchant"]
OUTCOMES = ["waiting", "no_reply", "rejected", "partly", "solved"]
REPLIES = ["accepted", "more_evidence", "rejected", "partly", "solved", "not_competent", "no_reply"]

days = st.integers(-40, 40).map(lambda n: (TODAY + dt.timedelta(days=n)).isoformat())
past = st.integers(0, 120).map(lambda n: TODAY - dt.timedelta(days=n))
yes_no = st.booleans()

ANSWERS = {
    "legality": st.sampled_from(["operating", "suspected_illegal", "unsure"]),
    "urgency": st.sampled_from(["today", "days", "none"]),
    "affected_merchants": st.sampled_from(["only_me", "some", "many"]),
    "ongoing": yes_no,
    "funds_frozen": yes_no,
    "new_facts": yes_no,
    "public_interest": yes_no,
    "already_reported": yes_no,
    "suspected_fraud": yes_no,
    "procurement": yes_no,
    "ac_dominance_evidence": yes_no,
    "ac_kind": st.lists(st.sampled_from(["exclusive", "forced_price"]), unique=True),
    "other_kind": st.lists(st.sampled_from(["defamation", "copied_images", "malicious_returns"]), unique=True),
    "rights_held": st.lists(st.sampled_from(["trademark", "none"]), unique=True),
    "rule_published_on": days,
    "rule_effective_on": days,
    "rule_forced": st.lists(st.sampled_from(["promotion", "none"]), unique=True),
    "penalty_kind": st.sampled_from(["late_shipment", "service_attitude", "other"]),
    "penalty_calculation_shown": st.sampled_from(["yes", "no", "partly"]),
    "penalty_amount": st.sampled_from(["0", "300", "90000"]),
    "penalty_actual_loss": st.sampled_from(["0", "100"]),
    "appeal_deadline_on": days,
    "appeal_count": st.sampled_from(["0", "1", "3"]),
    "aftersales_deadline_on": days,
    "platform_decided": yes_no,
    "appeal_done": yes_no,
    "reply_looks_automated": yes_no,
    "settlement_kind": st.lists(st.sampled_from(["fee", "short"]), unique=True),
    "support_conduct": st.lists(st.sampled_from(["refused_human", "no_reply"]), unique=True),
    "other_repeat": yes_no,
}

attempts = st.lists(
    st.builds(
        Attempt,
        channel=st.one_of(st.sampled_from([*FORMAL, "pdd_manual_review", "samr_report"]), st.sampled_from(CHANNELS)),
        outcome=st.sampled_from(OUTCOMES),
        on=st.one_of(st.none(), past),
    ),
    max_size=4,
)
receipts = st.lists(
    st.builds(Receipt, id=st.sampled_from(["a", "b"]), channel=st.sampled_from(CHANNELS), submitted_on=past),
    max_size=2,
)
replies = st.lists(
    st.builds(Reply, receipt=st.sampled_from(["a", "b"]), on=past, kind=st.sampled_from(REPLIES)), max_size=2
)


def cases(scenarios: list[Scenario] | None = None, **fixed: object) -> st.SearchStrategy[Case]:
    """Cases of these scenarios (all ten when left out); `fixed` answers replace the generated ones."""
    return st.builds(
        Case,
        scenario=st.sampled_from(scenarios or list(Scenario)),
        secondary=st.lists(st.sampled_from(list(Scenario)), max_size=1),
        answers=st.fixed_dictionaries({}, optional=ANSWERS).map(lambda answers: answers | fixed),
        attempts=attempts,
        receipts=receipts,
        replies=replies,
        losses=st.lists(st.builds(Loss, amount=st.sampled_from([None, "0", "900", "20000", "90000"])), max_size=2),
        identifiers=st.lists(st.builds(Identifier, kind=st.sampled_from(["ticket", "order"]), value=st.just("1"))),
        exhibits=st.lists(
            st.builds(Exhibit, kinds=st.lists(st.sampled_from(["penalty_notice", "notarization", "support_chat"]))),
            max_size=2,
        ),
    )
