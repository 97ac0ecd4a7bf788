"""What is shown of tables, mails, talks and texts, and that a cut is said."""

import io
from pathlib import Path

import openpyxl
import pytest

from tests.unit.evidence.inspection import makers
from tests.unit.evidence.unpacking import outlook_maker
from tests.unit.evidence.unpacking.test_members import EML, MSG, SCREEN, mail
from wizard.evidence.showing import shown_of
from wizard.evidence.showing.shown import OOXML


@pytest.fixture
def show(tmp_path):
    def shown(content: bytes, media_type: str):
        path = tmp_path / "stored"
        path.write_bytes(content)
        return shown_of(path, media_type)

    return shown


def workbook(rows: int, columns: int, sheets: int = 1) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = f"九月{number + 1}"
        for row in range(rows):
            sheet.append([row * 100 + column for column in range(columns)])
    book.save(out)
    return out.getvalue()


def test_the_first_rows_of_a_workbook_with_its_sheets(show) -> None:
    whole = show(workbook(5, 3), OOXML)
    assert whole.kind == "table" and whole.sheets[0].name == "九月1" and not whole.sheets[0].more_rows
    assert whole.sheets[0].rows[4] == ("400", "401", "402")
    cut = show(workbook(400, 40, sheets=8), OOXML)
    assert len(cut.sheets) == 6 and cut.more_sheets == 2
    assert len(cut.sheets[0].rows) == 30 and cut.sheets[0].more_rows and cut.sheets[0].more_columns
    assert all(len(row) == 14 for row in cut.sheets[0].rows)


@pytest.mark.parametrize(("encoding", "mark"), [("gb18030", ","), ("utf-8-sig", "\t")])
def test_a_text_table_is_cut_into_cells(show, encoding, mark) -> None:
    text = "\n".join(mark.join(row) for row in (["商户订单号", "收入"], ["260418-551203948817263", "12.50"]))
    found = show(text.encode(encoding), "text/csv")
    assert found.sheets[0].rows == (("商户订单号", "收入"), ("260418-551203948817263", "12.50"))


def test_a_mail_shows_who_when_what_and_what_came_with_it(show) -> None:
    found = show(bytes(mail(**{"截图.png": SCREEN})), EML)
    assert dict(found.heads)["Date"] == "2026-04-18 15:05" and "平台客服" in dict(found.heads)["From"]
    assert "工单号 GD3449136470" in found.text and found.attachments == ("截图.png",)


@pytest.mark.parametrize("html", ["", "<html><body><p>您的申诉<b>已驳回</b></p><script>x()</script></body></html>"])
def test_an_outlook_mail_shows_the_same(show, html) -> None:
    found = show(outlook_maker.message("关于违规", "" if html else "您的申诉已驳回", {"截图.png": SCREEN}, html), MSG)
    heads = dict(found.heads)
    assert heads["Subject"] == "关于违规" and "kefu@example.com" in heads["From"] and "店主" in heads["To"]
    assert heads["Date"] == "2026-04-18 15:05" and found.attachments == ("截图.png",)
    assert found.text.strip() == "您的申诉已驳回"


TALKS = {
    "qq": """2026-04-18 15:05:12 官方客服(10001)
您好
请说
2026-04-18 15:06:01 店主(22)
为什么罚我
2026-04-18 15:07 官方客服(10001)
按规则""",
    "wechat": """官方客服 2026/4/18 15:05
您好
请说

店主 2026/4/18 15:06
为什么罚我
官方客服 2026/4/18 15:07
按规则""",
    "lines": """[2026-04-18 15:05] 官方客服：您好
请说
[2026-04-18 15:06] 店主：为什么罚我
[2026-04-18 15:07] 官方客服：按规则""",
    "phone": """2026年4月18日 下午3:05 官方客服
您好
请说
2026年4月18日 下午3:06 店主
为什么罚我
2026年4月18日 下午3:07 官方客服
按规则""",
}


@pytest.mark.parametrize("shape", TALKS)
def test_a_chat_export_is_shown_as_messages(show, shape) -> None:
    found = show(TALKS[shape].encode(), "text/plain")
    assert [one.text for one in found.messages] == ["您好\n请说", "为什么罚我", "按规则"]
    assert [one.who.partition("(")[0] for one in found.messages] == ["官方客服", "店主", "官方客服"]
    assert all("15:0" in one.when or "3:0" in one.when for one in found.messages)


def test_a_chat_export_that_is_a_web_page_is_shown_as_messages(show) -> None:
    rows = "".join(f"<div>{line}</div>" for line in TALKS["qq"].splitlines())
    found = show(
        f"<html><head><title>x</title><script>y</script></head><body>{rows}</body></html>".encode(), "text/html"
    )
    assert [one.text for one in found.messages] == ["您好\n请说", "为什么罚我", "按规则"]


def test_a_story_that_mentions_times_is_a_text(show) -> None:
    story = "2026-04-18 15:05 我收到罚款通知。\n然后我联系客服，工号 123。\n" + "没有人理我。\n" * 60
    found = show(story.encode(), "text/plain")
    assert found.kind == "text" and not found.more
    assert show(("长" * 9000).encode(), "text/plain").more


NOISE = bytes(range(256)) * 20
KINDS = [OOXML, "application/vnd.ms-excel", "text/csv", EML, MSG, "text/plain", "text/html"]


@pytest.mark.parametrize("media_type", KINDS)
def test_nothing_inside_a_file_raises(show, media_type) -> None:
    half = makers.zipped({"xl/workbook.xml": b"<x", "[Content_Types].xml": b"<Types", "xl/worksheets/a.xml": b"&"})
    for content in (NOISE, b"", b"PK\x03\x04" + NOISE, half, b"\xff\xfe" + NOISE):
        assert show(content, media_type).kind in ("nothing", "text", "table", "mail")


def test_the_showing_of_every_sample_says_something() -> None:
    samples = Path(__file__).parents[4] / "assets" / "samples"
    kinds = {".csv": "text/csv", ".xlsx": OOXML, ".txt": "text/plain"}
    files = [path for path in samples.glob("*/evidence/*") if path.suffix in kinds]
    assert files and all(shown_of(path, kinds[path.suffix]).kind != "nothing" for path in files)
