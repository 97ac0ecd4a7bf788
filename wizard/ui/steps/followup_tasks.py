"""Step seven, the checklist: what to do by when, with the arithmetic of every date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from wizard.knowledge.shown import shown_day
from wizard.services import followup
from wizard.ui import current
from wizard.ui.steps import judging, markup, saving, words
from wizard.ui.values import today

ASSUMED = "还没有记下提交，日期先按今天提交算。提交以后，到「记录」写下哪天交的，会重新算。"
SOON = dt.timedelta(days=3)


def show() -> None:
    """Open tasks with a button each, then what is done, then the files to take along."""
    tasks = judging.tasks()
    waiting = [task for task in tasks if task.done_on is None]
    done = [task for task in tasks if task.done_on is not None]
    if not tasks:
        markup.show(markup.paragraph("现在没有要做的事。提交之后，在「记录」里写下提交日期，这里会算出每一步的日期。"))
    elif current.case().channel and not current.case().receipts:
        markup.show(markup.paragraph(ASSUMED, quiet=True))
    for task in sorted(waiting, key=lambda task: (task.due is None, task.due or dt.date.max)):
        _row(task)
    _done(done)
    if tasks:
        _files()


def _row(task: Any) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key=f"wrow-task-{task.id}"):
        markup.show(markup.line(task_html(task, current.pack())))
        if current.editable():
            st.button("做完了", key=f"done.{task.id}", help=task.title, on_click=mark_done, args=(task.id, True))


def task_html(task: Any, pack: Any) -> str:
    """One task: when, what, how, and how the date was computed."""
    name = words.channel_name(pack, task.channel) if task.channel else ""
    head = f"<strong>{markup.esc(task.title)}</strong> {due_tag(task.due, today())} {markup.esc(name)}"
    how = markup.paragraph(task.how)
    source = "日期依据法律、法规或规章" if task.legal else "日期是我们的建议，或来自页面"
    sums = markup.paragraph(f"{task.arithmetic}（{source}）", quiet=True) if task.arithmetic else ""
    return markup.fold(head, f"{how}{sums}{words.confidence_tag(task.confidence)}{words.basis_html(pack, task.basis)}")


def due_tag(due: dt.date | None, now: dt.date) -> str:
    """When a task is due, in words that need no arithmetic."""
    if due is None:
        return markup.tag("没有固定日期")
    days = (due - now).days
    if days < 0:
        return markup.tag(f"{shown_day(due)}，已过 {-days} 天", "bad")
    if days == 0:
        return markup.tag("今天到期", "bad")
    return markup.tag(f"{shown_day(due)}，还有 {days} 天", "warn" if due - now <= SOON else "plain")


def mark_done(task_id: str, done: bool) -> None:
    """Note that a task was done today, or take that back."""
    saving.by_service(followup.mark_done if done else followup.mark_open, task_id)


def _done(done: list[Any]) -> None:
    if not done:
        return
    if not st.toggle(f"看做完的（{len(done)}）", key="show.done"):
        return
    for task in done:
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-task-{task.id}"):
            stamp = markup.tag(f"✓ {shown_day(task.done_on)}", "good")
            markup.show(markup.line(f"{markup.esc(task.title)} {stamp}"))
            if current.editable():
                st.button("还没做完", key=f"undo.{task.id}", type="tertiary", on_click=mark_done, args=(task.id, False))


def _files() -> None:
    base = f"/api/cases/{current.case().id}/followup"
    markup.show(
        markup.heading("带走这份清单", 2),
        markup.items(
            [
                markup.link("放进手机或电脑的日历（.ics）", f"{base}.ics"),
                markup.link("存成表格（.xlsx）", f"{base}.xlsx"),
            ]
        ),
        markup.paragraph("清单只给您自己看，不要和材料一起提交。", quiet=True),
    )
