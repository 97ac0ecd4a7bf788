"""团队: the people of the team and their roles, invitations, one's own name and password."""

from wizard.team.roles import May
from wizard.ui import current, fragments, layout
from wizard.ui.places import record, team_factor, team_key, team_people, team_self


def people_and_keys() -> None:
    """What stands below the title."""
    everybody = team_people.members()
    if current.may(May.MANAGE):
        team_people.invite()
        team_people.manage(everybody)
    record.link_for_owners()
    layout.show("<h2>我的账号</h2>")
    team_self.name(everybody)
    team_self.password()
    team_factor.show()
    if current.may(May.SIGN):
        team_key.show()
    team_self.sign_out_everywhere()
    team_self.leave()


actor = current.require_user()
layout.step("团队", f"{actor.team_name}的成员都能看到团队的全部案件，别的团队看不到。")
fragments.whole(people_and_keys)
