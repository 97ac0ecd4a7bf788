"""Step 5, 核对: demands, legal basis, all answers, and the document as it will read."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import parts, review_answers, review_basis, review_demands, review_preview, saving

PARTS = {"demands": "诉求", "basis": "依据", "answers": "全部内容", "preview": "成稿"}
SHOW = {
    "demands": review_demands.show,
    "basis": review_basis.show,
    "answers": review_answers.show,
    "preview": review_preview.show,
}


def step() -> None:
    """What the step shows."""
    layout.step("核对一遍", "签署之前，最后看一遍。每一处都可以改，改完会回到这里。")
    saving.show_told()
    opened = parts.choose("review", PARTS, "核对的各部分")
    SHOW[opened]()
    parts.primary("review", PARTS, opened, to="sign", back="channel")


current.require_user()
fragments.body(step)
