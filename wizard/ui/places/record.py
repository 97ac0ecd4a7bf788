"""The audit trail on a page: of one case for everybody of the team, of the whole team for its owners."""

from __future__ import annotations

import streamlit as st

from wizard.case import CHINA
from wizard.services import auditing, people
from wizard.services.auditing import Trail, Wanted
from wizard.services.errors import NotFound, Unavailable
from wizard.store.rows import AuditRow
from wizard.team.roles import May
from wizard.ui import current, layout, pager
from wizard.ui.layout import escape
from wizard.ui.places.record_words import GROUPS, details_words, event_words

EVERY = "全部"
DAYS = {"最近 7 天": 7, "最近 30 天": 30, EVERY: None}
_PAGE = "record-page"


def of_case(case_id: str) -> None:
    """What happened to one case, with the way to its file."""
    try:
        trail = auditing.case_trail(current.instance(), current.actor(), case_id, _page())
    except NotFound as gone:
        _of_deleted(case_id, gone)
        return
    _table(trail, named_cases=False)
    layout.show(
        f'<p><a href="/api/cases/{escape(case_id)}/record.jsonl" download>导出这件案件的操作记录</a>'
        "（每条带哈希，可以用命令行核对有没有被改过）</p>"
    )


def _of_deleted(case_id: str, gone: NotFound) -> None:
    """What is left of a case that was deleted, for the owners of its team."""
    wanted = Wanted(case_id=case_id)
    if (
        current.may(May.MANAGE)
        and (trail := auditing.team_trail(current.instance(), current.actor(), wanted, _page())).rows
    ):
        layout.notice("这件案件已经删除，内容和文件都不在了；谁在什么时候做过什么，还查得到。")
        _table(trail, named_cases=False)
    else:
        layout.notice(str(gone), "bad")


def of_team() -> None:
    """What happened in the team, with filters, the check of the chain, and the way to its file."""
    trail = auditing.team_trail(current.instance(), current.actor(), _filters(), _page())
    _table(trail, named_cases=True)
    layout.show(
        f'<p><a href="/api/teams/{escape(current.actor().team_id)}/record.csv" download>导出全部操作记录（CSV）</a></p>'
    )
    _check()


def _page() -> int:
    return int(st.session_state.get(_PAGE, 1))


def _filters() -> Wanted:
    names = {one.person_id: one.name for one in people.members(current.instance(), current.actor())}
    who, what, when = st.columns(3, vertical_alignment="bottom")
    person = who.selectbox(
        "谁", [EVERY, *names], key="record-who", format_func=lambda one: names.get(one, one), on_change=_first
    )
    group = what.selectbox("什么", [EVERY, *GROUPS], key="record-what", on_change=_first)
    days = when.selectbox("什么时候", list(DAYS), index=1, key="record-when", on_change=_first)
    return Wanted(GROUPS.get(str(group), ()), "" if person == EVERY else str(person), DAYS[str(days)])


def _first() -> None:
    st.session_state[_PAGE] = 1


def _table(trail: Trail, *, named_cases: bool) -> None:
    if not trail.rows:
        layout.show('<div class="w-empty"><p>没有符合条件的记录。把条件改回“全部”再看。</p></div>')
        return
    names = {one.person_id: one.name for one in people.members(current.instance(), current.actor())}
    rows = "".join(_row(row, trail, names, named_cases) for row in trail.rows)
    heads = ("时间", "谁", "做了什么", *(("案件",) if named_cases else ()), "内容的指纹")
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    caption = f"<caption>共 {trail.total} 条{'以上' if trail.at_least else ''}，新的在前</caption>"
    layout.show(
        '<div class="w-scroll" tabindex="0" role="region" aria-label="操作记录"><table>'
        f"{caption}<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    pager.pages(trail.page, trail.pages, trail.at_least, key="record", turn=_to)


def _row(row: AuditRow, trail: Trail, names: dict[str, str], named_cases: bool) -> str:
    at = row.at.astimezone(CHINA)
    called = {one: trail.names.called(one, name, row.number) for one, name in names.items()}
    details = details_words(row.details, called)
    what = escape(f"{event_words(row.event)}{'：' if details else ''}{details}")
    cells = [escape(f"{at:%Y-%m-%d %H:%M:%S}"), escape(trail.names.who(row) or "（系统）"), what]
    if named_cases:
        link = f'<a href="/record?case={escape(row.case_id)}">{escape(row.case_id[:8])}</a>'
        cells.append(link if row.case_id else "")
    cells.append(_fingerprints(row))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _fingerprints(row: AuditRow) -> str:
    if not (row.before or row.after):
        return ""
    return f'<code class="w-hash">{escape(row.before[:8] or "—")} → {escape(row.after[:8] or "—")}</code>'


def _to(page: int) -> None:
    st.session_state[_PAGE] = page


def _check() -> None:
    with st.expander("核对记录有没有被改过"):
        layout.show(
            "<p>每条记录都带着前一条的哈希，改动、插入或删去中间任何一条，后面就对不上。"
            "末尾被删要靠以前记下的数字才看得出来，所以请不时记下核对的结果。</p>"
        )
        if st.button("现在核对", key="record-check"):
            _checked()


def _checked() -> None:
    try:
        with st.spinner("正在核对…"):
            found = auditing.verify_team(current.instance(), current.actor())
    except Unavailable as trouble:
        layout.notice(str(trouble), "bad")
        return
    if found.broken_at is None:
        layout.notice(f"{found.events} 条都对得上。最后一条的哈希：{found.head}", "good")
    else:
        layout.notice(f"从第 {found.broken_at} 条起对不上，请联系维护本系统的人。", "bad")


def link_for_owners() -> None:
    """The way to the team's trail, for those who may see it."""
    if current.may(May.MANAGE):
        st.page_link(current.page_at("record"), label="操作记录：谁在什么时候做了什么")
