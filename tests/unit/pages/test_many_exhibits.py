"""Forty exhibits: found by filter, described together, arranged; what was written before stays."""

import datetime as dt

from tests.unit.ui.reading import text_of
from wizard.case import Exhibit, Readout, SeenValue
from wizard.changes import Applied, Change
from wizard.services import cases, evidence
from wizard.ui.steps import evidence_many


def filled(instance, office, case_id, count=40):
    def put(case):
        names = [f"Screenshot_{number:02}.jpg" for number in range(count)]
        case.exhibits = [Exhibit(file_name=name, title=name) for name in names]
        case.exhibits[3].source = "先写的来源"
        return Applied(case, changed=["exhibits"])

    return cases.change(instance, office.editor, case_id, put).stored.case


def test_a_few_are_a_plain_list_and_many_have_filter_and_pages(app, instance, office, case_id):
    filled(instance, office, case_id, 5)
    tab = app.open(office.editor, "case_evidence", case=case_id, part="files")
    assert not tab.exception and "exhibits.page" not in [one.key for one in tab.number_input]
    filled(instance, office, case_id)
    tab = app.open(office.editor, "case_evidence", case=case_id, part="files")
    assert not tab.exception
    shown = [button.key for button in tab.button if str(button.key).startswith("open.exhibit.")]
    assert len(shown) == evidence_many.PAGE
    tab.number_input(key="exhibits.page").set_value(2).run()
    later = [button.key for button in tab.button if str(button.key).startswith("open.exhibit.")]
    assert len(later) == 20 and not set(shown) & set(later)
    assert "证据40" in text_of(tab)


def test_several_are_described_at_once_and_nothing_written_is_lost():
    exhibits = [Exhibit(title="旧名"), Exhibit(source="先写的来源", kinds=["chat_screenshot"])]
    values = {"source": "商家后台", "kinds": ["order_page"], "personal_data": "none", "captured_on": None}
    first, second = (one.id for one in exhibits)
    assert evidence_many.changes_for(exhibits, values, "聊天 ") == {
        f"exhibits.{first}.source": "商家后台",
        f"exhibits.{first}.kinds": ["order_page"],
        f"exhibits.{first}.personal_data": "none",
        f"exhibits.{first}.title": "聊天 1",
        f"exhibits.{second}.personal_data": "none",
        f"exhibits.{second}.title": "聊天 2",
    }


def test_what_several_prove_is_written_once(app, instance, office, case_id):
    case = filled(instance, office, case_id)
    cases.save(instance, office.editor, case_id, [Change(f"exhibits.{case.exhibits[1].id}.proves", "", "另有用处")])
    tab = app.open(office.editor, "case_evidence", case=case_id, part="files")
    tab.session_state["fold-together"] = True
    tab.run()
    tab.multiselect(key="many.ids").set_value([one.id for one in case.exhibits[:3]]).run()
    tab.text_input(key="many.proves").input(" 客服没有说明检测了什么 ").run()
    tab.button(key="many.write").click().run()
    assert not tab.exception
    now = cases.read(instance, office.editor, case_id).case.exhibits
    assert [one.proves for one in now[:4]] == ["客服没有说明检测了什么", "另有用处", "客服没有说明检测了什么", ""]


def test_they_are_arranged_by_time_name_or_kind(instance, office, case_id):
    seen = Readout(reader=1, values=[SeenValue(kind="moment", value="2026-04-17T10:00")])
    exhibits = [
        Exhibit(file_name="c"),
        Exhibit(file_name="b", captured_on=dt.date(2026, 4, 18)),
        Exhibit(file_name="a", readout=seen),
    ]
    ways = {way: sorted(exhibits, key=lambda one: evidence_many.sort_key(one, way)) for way in ("time", "name")}
    assert [one.file_name for one in ways["time"]] == ["a", "b", "c"]
    case = filled(instance, office, case_id, 4)
    wanted = [case.exhibits[place].id for place in (2, 0, 3)]
    arranged = evidence.arrange(instance, office.editor, case_id, wanted).stored.case
    assert [one.id for one in arranged.exhibits] == [*wanted, case.exhibits[1].id]
    again = evidence.arrange(instance, office.editor, case_id, wanted)
    assert again.stored.version == cases.read(instance, office.editor, case_id).version
