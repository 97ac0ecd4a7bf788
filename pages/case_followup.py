"""Step 7, 跟进: what to do by when, what was submitted and answered, and the next move."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import followup_moves, followup_record, followup_tasks, parts, saving

PARTS = {"tasks": "待办", "record": "记录", "next": "下一步"}
SHOW = {"tasks": followup_tasks.show, "record": followup_record.show, "next": followup_moves.show}


def step() -> None:
    """What the step shows."""
    layout.step("提交之后", "按日期做。每做一步，记一笔。")
    saving.show_told()
    opened = parts.choose("followup", PARTS, "跟进的各部分")
    SHOW[opened]()
    parts.primary("followup", PARTS, opened, to="", back="sign", last="保存，回到工作台")


current.require_user()
fragments.body(step)
