"""The checklist as a document, for the PDF that the merchant keeps."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.case import Case
from wizard.document import Block, Document, Heading, Items, Paragraph, Run, Table
from wizard.followup.tasks import Task
from wizard.followup.workbook import nature
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import shown_day


def checklist_document(tasks: Iterable[Task], case: Case, pack: Pack) -> Document:
    """What to do by when, each date with its counting; then what to keep. Not part of what is submitted."""
    tasks = list(tasks)
    waiting = [task for task in tasks if task.done_on is None]
    done = [task for task in tasks if task.done_on is not None]
    blocks: list[Block] = [_note(case)]
    if waiting:
        blocks += [Heading(text="要做的事"), _table(waiting), Heading(text="每个日期怎么算"), _countings(waiting, pack)]
    if done:
        blocks += [
            Heading(text="已经做完"),
            _items(f"{shown_day(task.done_on)} {task.title}" for task in done if task.done_on),
        ]
    channel = pack.channels.get(case.channel or "")
    kept = channel.keep if channel else ()
    if kept:
        blocks += [Heading(text="提交后要留下的凭证"), _items(kept)]
    return Document(kind="checklist", title="跟进清单", subject=f"案件 {case.reference} 的待办", blocks=tuple(blocks))


def _note(case: Case) -> Paragraph:
    text = f"案件 {case.reference}。这份清单只给您自己看，不要和材料一起提交。标为“建议”的天数不是法定期限。"
    return Paragraph(runs=(Run(text=text),), style="note")


def _table(tasks: list[Task]) -> Table:
    rows = tuple(
        ((Run(text=_day(task)),), (Run(text=task.title, bold=True),), (Run(text=task.how),), (Run(text=nature(task)),))
        for task in tasks
    )
    return Table(caption="待办", header=("日期", "待办", "怎么做", "性质"), rows=rows, widths=(3, 4, 8, 2))


def _day(task: Task) -> str:
    return shown_day(task.due) if task.due else "没有固定日期"


def _countings(tasks: list[Task], pack: Pack) -> Items:
    lines = (f"{task.title}：{task.arithmetic}{_basis(task, pack)}" for task in tasks if task.arithmetic)
    return _items(lines)


def _basis(task: Task, pack: Pack) -> str:
    named = [pack.laws[law].citation for law in task.basis if law in pack.laws]
    return f"依据：{'、'.join(named)}。" if named else ""


def _items(lines: Iterable[str]) -> Items:
    return Items(items=tuple((Run(text=line),) for line in lines))
