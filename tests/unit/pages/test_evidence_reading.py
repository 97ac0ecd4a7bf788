"""The evidence step with readings: offers taken and declined, search, transcript, whole-case hints, viewers."""

import pytest

from tests.unit.ui.reading import text_of
from wizard.case import Exhibit, Readout, Scenario, SeenValue
from wizard.changes import Applied
from wizard.evidence.reading import READER, Page, PlacedLine, Reading
from wizard.services import cases, readings
from wizard.store.rows import AuditEvent

ORDERS = [f"260418-55120394881726{digit}" for digit in range(4)]
SHA = "a" * 64


@pytest.fixture
def with_reading(instance, office, case_id):
    """The case with one exhibit whose text is kept beside it."""
    seen = [SeenValue(kind="order", value=order, words=f"订单 {order}") for order in ORDERS]
    seen += [SeenValue(kind="amount", value="300.80", label="处罚金额", words="处罚金额 ¥300.80")]
    seen += [SeenValue(kind="vague_moment", value="--04-18T15:05", label="处罚时间", words="处罚时间 04-18 15:05")]
    readout = Readout(reader=READER, characters=80, values=seen, clock=True, pages=1)
    exhibit = Exhibit(
        id="x", file_name="IMG_20260420_101112.jpg", sha256=SHA, size=10, media_type="image/jpeg", readout=readout
    )

    def add(case):
        case.scenario = Scenario.FINE_DISPUTE
        case.exhibits.append(exhibit)
        return Applied(case, changed=["exhibits.x"])

    cases.change(instance, office.editor, case_id, add, AuditEvent.EVIDENCE_ADDED)
    lines = tuple(
        PlacedLine(text=f"订单 {order}", top=500 * place, bottom=500 * place + 200)
        for place, order in enumerate(ORDERS)
    )
    page = Page(number=1, width=1000, height=2000, lines=lines)
    readings._keep(instance, SHA, Reading(reader=READER, pages=(page,)))
    return case_id


def opened(app, person, case_id, *folds):
    tab = app.open(person, "case_evidence", case=case_id, part="files")
    for fold in folds:
        tab.session_state[fold] = True
        tab.run()
    assert not tab.exception
    return tab


def test_values_are_offered_and_nothing_is_filled_before_a_click(app, instance, office, with_reading):
    tab = opened(app, office.editor, with_reading)
    assert "从文件里读到 7 项" in text_of(tab)
    case = cases.read(instance, office.editor, with_reading).case
    assert case.identifiers == [] and case.timeline == [] and "penalty_amount" not in case.answers


def test_a_click_fills_in_and_a_declined_offer_is_gone(app, instance, office, with_reading):
    tab = opened(app, office.editor, with_reading, "fold-offers")
    labels = [button.label for button in tab.button]
    assert "4 个订单号都填进编号" in labels and "填到“处罚的金额是多少？”" in labels and "是 2026 年" in labels
    next(button for button in tab.button if button.label.startswith("填到")).click().run()
    next(button for button in tab.button if button.label == "4 个订单号都填进编号").click().run()
    next(button for button in tab.button if button.label == "是 2026 年").click().run()
    case = cases.read(instance, office.editor, with_reading).case
    assert case.answers["penalty_amount"] == "300.80"
    assert [one.value for one in case.identifiers] == ORDERS
    assert [(str(event.on), str(event.at), event.what) for event in case.timeline] == [
        ("2026-04-18", "15:05:00", "处罚")
    ]
    next(button for button in tab.button if button.label == "不用").click().run()
    case = cases.read(instance, office.editor, with_reading).case
    assert case.declined_offers and case.exhibits[0].captured_on is None
    assert "可以直接填的内容" not in text_of(tab)


@pytest.fixture
def read_meanwhile(monkeypatch):
    """Reading is under way when the page looks first, and done when its progress looks."""
    told = iter([readings.ReadingProgress(1, 0, True, True)])
    monkeypatch.setattr(readings, "progress", lambda *_: next(told, readings.ReadingProgress(1, 1, False, True)))


def test_what_was_read_is_shown_by_itself_while_no_exhibit_is_open(app, office, with_reading, read_meanwhile):
    tab = opened(app, office.editor, with_reading)
    assert "文件里的字都读完了" not in text_of(tab) and "从文件里读到 7 项" in text_of(tab)


def test_an_open_exhibit_stays_where_it_is_when_the_files_are_read(app, office, with_reading, read_meanwhile):
    tab = app.open(office.editor, "case_evidence", case=with_reading)  # the part with what is wanted
    tab.session_state["open.exhibits"] = "x"
    tab.query_params["part"] = "files"
    tab.run()
    assert not tab.exception and "文件里的字都读完了" in text_of(tab)
    next(button for button in tab.button if button.label == "看看读到了什么").click().run()
    assert not tab.exception and "文件里的字都读完了" not in text_of(tab)


def test_words_are_found_with_the_exhibit_that_has_them(instance, office, with_reading):
    [hit] = readings.search(instance, office.viewer, with_reading, "8817261")
    assert (hit.number, hit.page) == (1, 1) and hit.line[slice(*hit.spans[0])] == "8817261"
    assert readings.search(instance, office.viewer, with_reading, "没有这句话") == []
    assert readings.search(instance, office.viewer, with_reading, "  ") == []
    assert len(readings.search(instance, office.viewer, with_reading, "订 单")) == 4


def test_a_viewer_reads_along_and_has_nothing_to_press(app, office, with_reading):
    tab = opened(app, office.viewer, with_reading, "fold-offers")
    labels = [button.label for button in tab.button]
    assert ORDERS[0] in text_of(tab)
    assert not any(label.startswith(("填", "不用", "4 个")) for label in labels)


def test_source_and_custody_say_how_such_evidence_is_judged_and_where_the_advice_comes_from(
    app, instance, office, with_reading
):
    def heard(case):
        case.exhibits[0].kinds = ["call_recording"]
        case.exhibits[0].file_name = "mmexport1713423600000.jpg"
        return Applied(case, changed=["exhibits.x"])

    cases.change(instance, office.editor, with_reading, heard, AuditEvent.EVIDENCE_ADDED)
    tab = opened(app, office.editor, with_reading, "fold-custody-x")
    next(button for button in tab.button if button.key == "open.exhibit.x").click().run()
    shown = text_of(tab)
    assert "第一百零六条" in shown and "严重违背公序良俗" in shown
    assert "重新取一份的话，这样做" in shown and "来源：" in shown
