"""指南: the knowledge in readable form, with sources, dates and how sure each statement is; with a search."""

from wizard.ui import current, fragments, layout
from wizard.ui.places import guide

current.require_user()
layout.step("指南", "渠道、程序、时限、法律依据，每条都写明来源和核对日期。没有核实的，会说明怎么自己核对。")
fragments.whole(guide.show)
