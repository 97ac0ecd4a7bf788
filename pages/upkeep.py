"""维护: an administrator corrects what changes often, and has the content of the guide checked."""

from wizard.services import corrections
from wizard.ui import current, layout
from wizard.ui.places import upkeep

actor = current.require_user()
layout.step(
    "维护", "电话、入口、上限变了，在这里更正。更正对所有团队马上有效，每一处都会写明是谁、哪天、凭什么更正的。"
)
if corrections.administers(current.instance(), actor):
    upkeep.correct()
    upkeep.standing()
    upkeep.checks()
else:
    layout.notice("更正对这台服务器上的所有团队有效，只有最先建立的团队的负责人可以做。发现哪里不对，请告诉他。")
