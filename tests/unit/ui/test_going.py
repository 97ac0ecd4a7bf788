"""The board's warning of cases that are about to be deleted: which they are, what can be done; and turning pages."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.unit.ui.reading import text_of
from wizard.bootstrap import use
from wizard.case import Case, now
from wizard.services import board, cases, retention
from wizard.ui.places import board_list


@pytest.fixture
def keeping(instance):
    chosen = {"retention_days": 365, "retention_warning_days": 30}
    kept = replace(instance, settings=instance.settings.model_copy(update=chosen))
    use(kept)
    return kept


def aged(instance, who, narrative: str, days: int) -> str:
    case_id = cases.add(instance, who, Case(narrative=narrative)).case.id
    with instance.store.write() as work:
        row = work.cases.get("t1", case_id)
        work.cases.replace(replace(row, updated_at=now() - dt.timedelta(days=days)))
    return case_id


def opened(app, who):
    tab = app.open(who)
    tab.session_state["going"] = True
    return tab.run()


def listed(tab) -> str:
    """What stands above the board's own list."""
    return text_of(tab).split('class="w-figures"')[0]


def test_the_warning_lists_which_cases_go_and_keeps_them(app, keeping, office):
    soon, later = (aged(keeping, office.editor, f"第{days}天", days) for days in (360, 340))
    aged(keeping, office.editor, "还早", 100)
    tab = opened(app, office.editor)
    shown = listed(tab)
    assert "2 件已结束或没有生成材料的案件快要删除" in shown and "还早" not in shown
    assert shown.index(f'data-case="{soon}"') < shown.index(f'data-case="{later}"')
    assert f'href="/api/cases/{soon}/case.json"' in shown
    changed = now() - dt.timedelta(days=360)
    assert f"{changed.year}年{changed.month}月{changed.day}日 {changed:%H:%M} 更新" in text_of(tab)
    tab.button(key=f"keep-{soon}").click().run()
    assert not tab.exception and "再保存 365 天" in listed(tab)
    assert f'data-case="{soon}"' not in listed(tab) and f'data-case="{later}"' in listed(tab)


def test_a_whole_page_is_kept_at_once(app, keeping, office):
    for days in (360, 350, 340):
        aged(keeping, office.editor, f"第{days}天", days)
    tab = opened(app, office.owner)
    tab.button(key="keep-page").click().run()
    assert "这 3 件继续保存了" in text_of(tab) and "快要删除" not in text_of(tab)
    assert retention.expiring(keeping, office.owner).count == 0


def test_who_may_not_change_cases_sees_which_they_are(app, keeping, office):
    case_id = aged(keeping, office.editor, "扣了钱", 350)
    tab = opened(app, office.viewer)
    assert f'data-case="{case_id}"' in listed(tab) and "请能修改案件的同事" in listed(tab)
    assert not [one for one in tab.button if one.key and one.key.startswith("keep")]


def test_a_case_that_went_meanwhile_is_told(app, keeping, office):
    case_id = aged(keeping, office.editor, "扣了钱", 350)
    tab = opened(app, office.editor)
    cases.delete(keeping, office.owner, case_id)
    tab.button(key=f"keep-{case_id}").click().run()
    assert not tab.exception and "没有可以留下的" in text_of(tab)


def test_pages_that_are_not_counted_are_not_told_as_all_there_are(app, instance, office, monkeypatch):
    for number in range(3):
        cases.add(instance, office.editor, Case(narrative=f"第{number}件"))
    monkeypatch.setattr(board, "PAGE", 1)
    tab = app.open(office.editor)
    assert "第 1 页，共 3 页" in text_of(tab)
    whole = board.board_of
    monkeypatch.setattr(board_list, "board_of", lambda *asked, **more: replace(whole(*asked, **more), at_least=True))
    assert "第 1 页" in text_of(tab.run()) and "共 3 页" not in text_of(tab)
