import datetime as dt
import io

from icalendar import Calendar
from openpyxl import load_workbook

from wizard.case import Case, Receipt, Scenario
from wizard.document import Items, Table, plain
from wizard.followup import calendar_file, checklist_document, tasks, workbook
from wizard.followup.tasks import Task
from wizard.knowledge.records.base import Confidence

TODAY = dt.date(2026, 11, 22)


def task(**changes):
    values = {
        "id": "t1",
        "title": "追问",
        "how": "在原工单里追问",
        "due": dt.date(2026, 11, 25),
        "arithmetic": "三天后",
        "basis": ("EC-59",),
        "confidence": Confidence.VERIFIED,
    }
    return Task(**{**values, **changes})


def case():
    return Case(
        scenario=Scenario.FINE_DISPUTE,
        channel="pdd_ticket",
        receipts=[Receipt(channel="pdd_ticket", submitted_on=dt.date(2026, 11, 20), number="G1")],
    )


def test_the_calendar_has_an_all_day_entry_with_reminders():
    events = list(Calendar.from_ical(calendar_file([task()], case())).walk("VEVENT"))
    assert len(events) == 1
    assert events[0]["DTSTART"].dt == dt.date(2026, 11, 25)
    assert events[0]["DTEND"].dt == dt.date(2026, 11, 26)
    assert "三天后" in events[0]["DESCRIPTION"]
    assert len(list(events[0].walk("VALARM"))) == 2


def test_the_same_task_keeps_its_uid_when_its_day_moves():
    one = case()
    uids = [
        str(next(iter(Calendar.from_ical(calendar_file([task(due=due)], one)).walk("VEVENT")))["UID"])
        for due in (dt.date(2026, 11, 25), dt.date(2026, 12, 1))
    ]
    assert uids[0] == uids[1]


def test_done_tasks_and_tasks_without_a_day_are_not_in_the_calendar():
    given = [task(id="a", due=None), task(id="b", done_on=TODAY)]
    assert list(Calendar.from_ical(calendar_file(given, case())).walk("VEVENT")) == []


def test_a_line_break_in_a_title_does_not_break_the_calendar():
    content = calendar_file([task(title="第一行\r\nBEGIN:VEVENT")], case())
    assert len(list(Calendar.from_ical(content).walk("VEVENT"))) == 1


def test_the_spreadsheet_calculates_nothing():
    risky = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"]
    given = [task(id=str(number), title=text) for number, text in enumerate(risky)]
    sheet = load_workbook(io.BytesIO(workbook(given, case()))).active
    cells = [sheet.cell(row=4 + number, column=2) for number in range(len(risky))]
    assert [cell.data_type for cell in cells] == ["s"] * len(risky)
    assert [cell.value for cell in cells] == risky
    assert all(cell.quotePrefix for cell in cells)


def test_the_spreadsheet_says_what_kind_of_day_it_is():
    given = [task(nature="legal"), task(id="2", nature="advice"), task(id="3", due=None, nature="none")]
    sheet = load_workbook(io.BytesIO(workbook(given, case()))).active
    assert [sheet.cell(row=row, column=5).value for row in (4, 5, 6)] == ["法定期限", "建议", "没有固定日期"]
    assert sheet.cell(row=4, column=1).value == dt.datetime(2026, 11, 25)


def test_a_control_character_does_not_spoil_the_spreadsheet():
    sheet = load_workbook(io.BytesIO(workbook([task(title="一\x0b二")], case()))).active
    assert sheet.cell(row=4, column=2).value == "一二"


def test_the_checklist_shows_each_date_with_its_counting_and_article(pack):
    one = case()
    document = checklist_document(tasks(one, pack, TODAY), one, pack)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert ("2026年11月25日", "没有答复就在原工单里追问") in {(plain(row[0]), plain(row[1])) for row in table.rows}
    countings = next(block for block in document.blocks if isinstance(block, Items))
    assert any(
        "第 3 个工作日是2026年11月25日" in plain(item) and "《电子商务法》" in plain(item) for item in countings.items
    )
    assert "只给您自己看" in plain(document.blocks[0].runs)


def test_an_empty_checklist_is_still_a_document(pack):
    document = checklist_document([], Case(), pack)
    assert document.blocks
