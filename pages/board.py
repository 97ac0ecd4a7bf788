"""Step 0, 工作台: the team's cases, what is due, the money at stake; a new complaint; worked samples."""

from wizard.ui import current, fragments, layout
from wizard.ui.places import board_admin, board_list, board_retention

actor = current.require_user()
layout.step("工作台", f"{actor.team_name}的投诉案件。随时可以离开，回来接着办；同事也能接手。")
board_retention.show(actor)


def listing() -> bool:
    """The figures, the button, the list; whether the team has any case."""
    found = board_list.find()
    if found.any_case:
        board_list.figures(found.board)
    board_list.start(first=not found.any_case)
    if found.any_case:
        board_list.filters(found.board)
        board_list.rows(found.board)
        board_list.pages(found.board)
        board_admin.show(found.board)
    return found.any_case


board_list.samples(opened=not fragments.whole(listing))
