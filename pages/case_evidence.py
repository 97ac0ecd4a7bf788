"""Step 3, 证据: what is wanted, the files, and what each of them proves."""

import streamlit as st

from wizard.ui import current, fragments, layout
from wizard.ui.steps import (
    evidence_bills,
    evidence_bundles,
    evidence_checklist,
    evidence_exhibits,
    evidence_overall,
    evidence_phone,
    evidence_reading,
    evidence_upload,
    judging,
    markup,
    parts,
    saving,
)

PARTS = {"wanted": "需要什么", "files": "上传和说明", "bills": "账单核对"}


def step() -> None:
    """What the step shows."""
    layout.step("把证据放进来", "先看需要什么，再一份一份上传。原件一个字节都不会改动。")
    saving.show_told()
    shown = evidence_bills.parts_shown(PARTS)
    opened = parts.choose("evidence", shown, "证据的几部分")
    if opened == "wanted":
        evidence_checklist.show()
    elif opened == "bills":
        evidence_bills.show()
    else:
        markup.show(evidence_checklist.score_html(judging.assess()))
        evidence_upload.show()
        evidence_phone.show()
        evidence_bundles.show()
        with st.container(key="reading"):  # what comes in there leaves the exhibits below it in their places
            evidence_reading.show()
        evidence_exhibits.show()
        evidence_bills.show_door(shown)
    evidence_checklist.show_claims()
    evidence_overall.show()
    parts.primary("evidence", shown, opened, to="channel", back="facts")


current.require_user()
fragments.body(step)
