"""The board's warning of cases whose time is nearly over."""

from __future__ import annotations

from wizard.services import retention
from wizard.services.access import Actor
from wizard.services.board import MOST_COUNTED
from wizard.ui import current, layout


def show(actor: Actor) -> None:
    """One quiet line while something is about to be deleted; nothing otherwise."""
    if not current.instance().settings.retention_days:
        return
    soon = retention.expiring(current.instance(), actor)
    more = "以上" if soon.count == MOST_COUNTED else ""
    if soon.first_on:
        layout.notice(
            f"本系统只保存案件 {soon.days} 天：{soon.count} 个{more}已结束或没有生成材料的案件，"
            f"最早的一个将在 {soon.first_on.month}月{soon.first_on.day}日删除，删除后找不回来。"
            "最久没有改的排在列表最后。要留着的，请先下载材料包，或者打开改一下，就会重新计算。",
            "warn",
        )
