"""Step seven, the record: where it was submitted, what they answered, how it ended."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.case import Receipt, Reply
from wizard.knowledge.shown import shown_day
from wizard.services import followup
from wizard.ui import current, fields
from wizard.ui.folding import fold
from wizard.ui.steps import judging, markup, rows, saving, tone, words
from wizard.ui.values import read_money, spoken_money, today


def show() -> None:
    """Receipts, replies, outcome."""
    case = current.case()
    markup.show(
        markup.heading("提交记录", 2),
        markup.paragraph("每提交一次写一行：哪天、哪里、编号是多少。编号和提交页截图是提交过的凭据。", quiet=True),
    )
    rows.show(_receipts(), case.receipts)
    if case.receipts or case.replies:
        markup.show(markup.heading("对方的答复", 2))
        rows.show(_replies(), case.replies)
        _outcome()


def _receipts() -> rows.RowList:
    return rows.RowList(
        name="receipts",
        noun="提交",
        summary=receipt_html,
        editor=_edit_receipt,
        add_label="我提交了，记一笔",
        new=_new_receipt,
        movable=False,
        empty_words="还没有提交。",
    )


def _new_receipt() -> dict[str, Any]:
    packages = current.case().packages
    return {
        "channel": judging.chosen_channel() or "pdd_ticket",
        "submitted_on": today().isoformat(),
        "package_version": packages[-1].version if packages else None,
    }


def receipt_html(receipt: Receipt, number: int) -> str:
    """One submission in a line."""
    name = markup.esc(words.channel_name(current.pack(), receipt.channel))
    told = f" · 编号 {markup.esc(receipt.number)}" if receipt.number else markup.tag("还没写编号", "warn")
    version = f" · 第 {receipt.package_version} 版材料" if receipt.package_version else ""
    return f"{number}. {shown_day(receipt.submitted_on)} <strong>{name}</strong>{version}{told}"


def _edit_receipt(receipt: Receipt) -> None:
    path = f"receipts.{receipt.id}"
    fields.pick(f"{path}.channel", words.channel_names(current.pack()))
    fields.day(f"{path}.submitted_on")
    fields.line(f"{path}.number")
    fields.line(f"{path}.agent")
    fields.prose(f"{path}.note")


def _replies() -> rows.RowList:
    return rows.RowList(
        name="replies",
        noun="答复",
        summary=reply_html,
        editor=_edit_reply,
        add_label="对方答复了，记一笔",
        new=_new_reply,
        movable=False,
        empty_words="还没有答复。到期没有答复，也请记一笔「到期没有答复」，这里会告诉您下一步。",
    )


def _new_reply() -> dict[str, Any]:
    receipts = current.case().receipts
    return {"kind": "rejected", "on": today().isoformat(), "receipt": receipts[-1].id if receipts else None}


def reply_html(reply: Reply, number: int) -> str:
    """One reply in a line."""
    said = f"<br>{markup.quiet(reply.text)}" if reply.text else ""
    return f"{number}. {shown_day(reply.on)} <strong>{markup.esc(words.REPLY_KINDS[reply.kind])}</strong>{said}"


def _edit_reply(reply: Reply) -> None:
    path, receipts = f"replies.{reply.id}", current.case().receipts
    fields.pick(f"{path}.kind", words.REPLY_KINDS)
    fields.day(f"{path}.on")
    if len(receipts) > 1:
        pack = current.pack()
        named = {one.id: f"{shown_day(one.submitted_on)} {words.channel_name(pack, one.channel)}" for one in receipts}
        fields.pick(f"{path}.receipt", named)
    fields.prose(f"{path}.text", help="照抄对方的原话，不要概括。")
    tone.show(reply.text)


def _outcome() -> None:
    outcome = current.case().outcome
    markup.show(markup.heading("结束这件事", 2))
    if outcome is not None:
        money = f"，追回 {spoken_money(outcome.recovered)}" if outcome.recovered is not None else ""
        markup.show(
            markup.box(
                markup.paragraph(f"{shown_day(outcome.on)}:{words.ENDINGS[outcome.kind]}{money}")
                + markup.paragraph(outcome.note, quiet=True),
                "good",
            )
        )
        if current.editable():
            st.button("重新打开", key="reopen", on_click=saving.on_click(saving.by_service), args=(followup.reopen,))
        return
    if current.editable():
        fold("事情有结果了", _close, key="close-case")


def _close() -> None:
    st.radio("结果", list(words.ENDINGS), format_func=words.ENDINGS.__getitem__, key="outcome.kind", horizontal=True)
    recovered, note = current.draft_key("outcome-recovered"), current.draft_key("outcome-note")
    st.text_input("追回金额（元），没有就空着", key=recovered, persist_state="session")
    st.text_area("备注", key=note, height=80, persist_state="session")
    st.button("记下结果", key="outcome.save", on_click=close)


def close() -> None:
    """Record how it ended, as typed in the fold."""
    state, boxes = st.session_state, [current.draft_key(name) for name in ("outcome-recovered", "outcome-note")]
    amount = read_money(state.get(boxes[0]))
    if amount.problem:
        saving.tell([amount.problem])
        return
    kind, note = state.get("outcome.kind", "solved"), state.get(boxes[1], "")
    values = {"kind": kind, "on": today().isoformat(), "recovered": amount.value, "note": note}
    if saving.by_service(followup.close, values):
        for box in boxes:
            current.draft_taken(box)
