"""Content is looked at again in time: sane dates are an error to miss, an overdue review is a warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at

LONGEST = dt.timedelta(days=400)


def run(content: Content) -> Iterable[CheckFinding]:
    """Impossible dates, and reviews that are due."""
    for entry in content.entries:
        yield from findings_on(entry, china_today())


def china_today() -> dt.date:
    """The calendar day in China."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def findings_on(entry: Entry, today: dt.date) -> Iterator[CheckFinding]:
    """The findings about one record on a given day."""
    record = entry.record
    if record.reviewed_on > today:
        yield at(CHECK.id, entry, "reviewed_on", f"复核日 {record.reviewed_on} 在将来", "写真正复核的那一天。")
    if record.review_by <= record.reviewed_on:
        yield at(CHECK.id, entry, "review_by", "下次复核日要晚于复核日", "法律内容写半年后，平台内容写三个月后。")
    elif record.review_by - record.reviewed_on > LONGEST:
        yield at(
            CHECK.id, entry, "review_by", "下次复核日离得太远，超过四百天", "法律内容写半年后，平台内容写三个月后。"
        )
    if record.review_by < today:
        mend = "按来源重新核对，改好内容，再把 reviewed_on 写成今天、review_by 往后推。"
        yield at(CHECK.id, entry, "review_by", f"应在 {record.review_by} 前复核，已经过期", mend, "warning")


CHECK = Check("review_dates", "平台规则和法律都会变，过期的内容会害人。", run)
