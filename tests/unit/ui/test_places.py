"""Board, guide, team and verification."""

import datetime as dt

import pytest

from tests.unit.ui.reading import text_of
from wizard.case import Case, now
from wizard.knowledge.load import load
from wizard.services import board, cases, people, together
from wizard.services.board import NOBODY, board_of
from wizard.ui.layout import escape_markdown
from wizard.ui.places import board_list, guide_entries, team_people


def test_board_lists_finds_and_escapes(app, instance, office):
    cases.add(instance, office.editor, Case(narrative="[点我](http://x) <b>粗</b> 罚款"))
    cases.add(instance, office.editor, Case(narrative="货款没到"))
    tab = app.open(office.editor)
    assert text_of(tab).count("w-case-link") >= 2
    tab.text_input(key=board_list.QUERY).input("货款").run()
    assert "货款没到" in text_of(tab) and "罚款" not in text_of(tab)
    tab.text_input(key=board_list.QUERY).input("罚款").run()
    assert "[点我](http://x) &lt;b&gt;粗&lt;/b&gt; 罚款" in text_of(tab)


def test_a_search_without_hits_says_what_to_do(app, instance, office, case_id):
    tab = app.open(office.editor)
    tab.text_input(key=board_list.QUERY).input("没有这样的案件").run()
    assert "没有符合条件的案件" in text_of(tab)


@pytest.mark.parametrize(("days", "words"), [(0, "就是今天"), (1, "就是明天"), (6, "还有 6 天"), (-2, "已过 2 天")])
def test_due_dates_as_people_say_them(days, words):
    today = dt.date(2026, 11, 22)
    assert board_list.due_words(today + dt.timedelta(days=days), today).endswith(words)


def test_titles_never_become_links_or_formats():
    assert "\\[" in escape_markdown("[点我](http://x)")
    assert escape_markdown("两\n行") == "两 行"


@pytest.mark.parametrize("chapter", list(guide_entries.CHAPTERS))
def test_every_chapter_of_the_guide_has_entries_with_source_and_date(chapter):
    entries = guide_entries.entries(load(), chapter, "myths" if chapter == "records" else "")
    assert entries
    for entry in entries:
        assert "来源：" in entry.body
        assert "核对日期：2026-" in entry.body


def test_the_guide_finds_across_chapters(app, office):
    tab = app.open(office.viewer, "guide")
    tab.text_input(key="guide-query").input("12315").run()
    assert "网上常见说法" in text_of(tab)
    tab.text_input(key="guide-query").input("这个词没有").run()
    assert "没有找到" in text_of(tab)


def test_an_owner_invites_and_a_colleague_joins(app, instance, office):
    tab = app.open(office.owner, "team")
    tab.button(key="primary-team").click().run()
    link = tab.code[0].value
    code = link.split("invite=")[1]
    door = app.open(None, invite=code)
    for label, value in {
        "登录名": "xiaosun",
        "姓名或称呼": "小孙",
        "密码": "beihai-7391-xm",
        "再输一次密码": "beihai-7391-xm",
    }.items():
        next(one for one in door.text_input if one.label == label).input(value)
    door.button(key="door-join").click().run()
    assert "小孙" in [one.name for one in people.members(instance, office.owner)]


def test_only_owners_manage_people(app, office):
    tab = app.open(office.editor, "team")
    assert "生成邀请链接" not in [button.label for button in tab.button]


def test_a_spent_invitation_says_so(app, office):
    assert "不能用了" in text_of(app.open(None, invite="AAAA-BBBB"))


def test_wrong_password_is_said_below_the_box(app, office):
    tab = app.open(None)
    next(one for one in tab.text_input if one.label == "登录名").input("owner-t1")
    next(one for one in tab.text_input if one.label == "密码").input("falsch-falsch")
    tab.button(key="door-sign-in").click().run()
    assert "登录名或密码不对" in text_of(tab)


def test_the_record_shows_the_team_to_owners_and_a_case_to_all(app, instance, office, case_id):
    together.comment(instance, office.viewer, case_id, "看看")
    owners = text_of(app.open(office.owner, "record"))
    assert "新建案件" in owners and "留言" in owners and "李四" in owners
    assert "只有负责人能看" in text_of(app.open(office.editor, "record"))
    assert "留言" in text_of(app.open(office.viewer, "record", case=case_id))
    assert "找不到这个案件" in text_of(app.open(office.stranger, "record", case=case_id))


def test_an_owner_still_reads_what_happened_to_a_case_that_was_deleted(app, instance, office, case_id):
    cases.delete(instance, office.owner, case_id)
    shown = text_of(app.open(office.owner, "record", case=case_id))
    assert "已经删除" in shown and "新建案件" in shown
    for other in (office.editor, office.stranger):
        assert "找不到这个案件" in text_of(app.open(other, "record", case=case_id))
    assert f'href="/record?case={case_id}"' in text_of(app.open(office.owner, "record"))


def test_the_board_shows_what_one_colleague_or_nobody_takes_care_of(app, instance, office):
    people_ = (office.editor, office.owner, office.signer)
    mine, theirs, nobodys = (cases.add(instance, one, Case(narrative=one.name)).case for one in people_)
    cases.assign(instance, office.owner, nobodys.id, None)
    tab = app.open(office.editor)
    assert tab.selectbox(key=board_list.ASSIGNEE).options == ["全部", "我", "没有人", office.owner.name]
    for chosen, shown in {
        office.editor.person_id: {mine.id}, office.owner.person_id: {theirs.id}, NOBODY: {nobodys.id},
        board_list.EVERY: {mine.id, theirs.id, nobodys.id},
    }.items():  # fmt: skip
        tab.selectbox(key=board_list.ASSIGNEE).set_value(chosen).run()
        assert {one for one in (mine.id, theirs.id, nobodys.id) if one in text_of(tab)} == shown


def test_a_colleague_whose_last_case_went_stays_chosen_until_another_is(app, instance, office):
    theirs = cases.add(instance, office.owner, Case(narrative="扣了钱")).case
    tab = app.open(office.editor)
    tab.selectbox(key=board_list.ASSIGNEE).set_value(office.owner.person_id).run()
    cases.assign(instance, office.owner, theirs.id, None)
    tab.run()
    assert tab.selectbox(key=board_list.ASSIGNEE).value == office.owner.person_id and theirs.id not in text_of(tab)
    tab.selectbox(key=board_list.ASSIGNEE).set_value(board_list.EVERY).run()
    assert theirs.id in text_of(tab)


def test_who_works_alone_is_not_asked_whose_cases(app, instance, office, case_id):
    assert not [one for one in app.open(office.editor).selectbox if one.key == board_list.ASSIGNEE]


def test_the_board_shows_what_is_due_soonest_first(app, instance, office):
    days = (9, 2, None)
    late, soon, never = (cases.add(instance, office.editor, due_in(one)).case.id for one in days)
    tab = app.open(office.editor)
    tab.checkbox(key=board_list.BY_DUE).check().run()
    shown = text_of(tab)
    assert shown.index(soon) < shown.index(late) and never not in shown
    tab.text_input(key=board_list.QUERY).input("扣了").run()
    assert text_of(tab).index(soon) < text_of(tab).index(late)


def test_a_page_that_is_no_longer_there_shows_the_last_one(app, instance, office, monkeypatch):
    monkeypatch.setattr(board, "PAGE", 1)
    for number in range(2):
        cases.add(instance, office.editor, Case(narrative=f"第{number}件"))
    first, last = (board_of(instance, office.owner, page=page).lines[0] for page in (1, 2))
    tab = app.open(office.editor)
    tab.button(key="board-next").click().run()
    assert last.reference in text_of(tab)
    cases.delete(instance, office.owner, first.case_id)
    assert last.reference in text_of(tab.run()) and not tab.exception


def due_in(days: int | None) -> Case:
    answers = {} if days is None else {"appeal_deadline_on": (now().date() + dt.timedelta(days=days)).isoformat()}
    return Case(narrative="扣了钱", answers=answers)


def test_the_owner_hands_over_what_a_former_colleague_left(app, instance, office, case_id):
    people.deactivate(instance, office.owner, office.editor.person_id)
    tab = app.open(office.owner, "team")
    tab.session_state["fold-manage"] = True
    tab.run()
    who = tab.selectbox(key="team-member")
    assert "李四（已不在团队，还有案件）" in who.options
    who.set_value(office.editor.person_id).run()
    tab.selectbox(key=f"handover-{office.editor.person_id}").set_value(office.signer.person_id).run()
    tab.button(key=f"handover-do-{office.editor.person_id}").click().run()
    assert not tab.exception and "1 件案件交给孙八了" in text_of(tab)
    assert cases.read(instance, office.owner, case_id).assignee == office.signer.person_id


def test_a_link_that_only_this_machine_can_open_is_sent_with_a_warning(app, office, monkeypatch):
    for address, warned in (("http://localhost:8501", True), ("https://tousu.example.cn", False)):
        monkeypatch.setattr(team_people, "origin", lambda address=address: address)
        tab = app.open(office.owner, "team")
        tab.button(key="primary-team").click().run()
        assert ("只有这台电脑打得开" in text_of(tab)) is warned


def test_an_invitation_names_the_team_and_the_role(app, instance, office):
    code = people.invite(instance, office.owner, "viewer").code
    shown = text_of(app.open(None, invite=code))
    assert "加入「晨星」" in shown and "您的角色是查看" in shown


def test_a_viewer_of_an_empty_board_is_not_told_to_begin(app, office):
    shown = text_of(app.open(office.viewer))
    assert "同事建好案件以后" in shown and "新建投诉" not in shown
