"""操作记录: who did what when, of one case (in the address) or of the whole team."""

from wizard.team.roles import May
from wizard.ui import current, layout
from wizard.ui.places import record

actor = current.require_user()
case_id = current.query_value("case")
layout.step("操作记录", "谁在什么时候做了什么。只能增加，不能修改；内容本身不写在这里。")
if case_id:
    record.of_case(case_id)
elif current.may(May.MANAGE):
    record.of_team()
else:
    layout.notice("全团队的操作记录只有负责人能看。一件案件的记录，可以从工作台打开。")
