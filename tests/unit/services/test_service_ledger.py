"""The bills of a case: reconciled once, ticked, made into an exhibit with losses and demands, and updated."""

import io
import time
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from tests.unit.ledger.bill_sets import make
from wizard.awaiting import result_of
from wizard.case import Case, Exhibit, Scenario
from wizard.ledger.layout import layout
from wizard.services import cases, evidence, ledger
from wizard.services.errors import NotAllowed, Refused
from wizard.services.instance import Instance

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SAMPLE = Path(__file__).parents[2] / "fixtures" / "bills"


async def whole(content: bytes):
    yield content


def upload(instance: Instance, actor, case_id: str, name: str, content: bytes) -> None:
    result_of(evidence.receive(instance, actor, case_id, name, whole(content)))


def checked(instance: Instance, actor, case_id: str):
    for _ in range(600):
        state = ledger.state(instance, actor, case_id)
        if state.checked:
            return state.checked
        assert state.run and not state.run.error, state.run
        time.sleep(0.05)
    raise AssertionError("never done")


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    """A settlement case with the public sample's files instead of its own bills."""
    made = cases.open_sample(instance, office.editor, "settlement").case
    for exhibit in made.exhibits:
        if exhibit.file_name.endswith(".csv"):
            evidence.remove(instance, office.editor, made.id, exhibit.id)
    for path in SAMPLE.iterdir():
        if path.suffix in (".csv", ".xlsx"):
            upload(instance, office.editor, made.id, path.name, path.read_bytes())
    return made.id


def test_files_are_recognised_and_reconciled_and_others_are_named(instance, office, case_id):
    upload(instance, office.editor, case_id, "进货表.csv", "品名,数量\n杯子,3\n".encode())
    found = checked(instance, office.viewer, case_id)
    assert sorted(set(found.kinds.values())) == ["推广报表", "订单导出", "账务明细"]
    assert found.result.certain_amount == "539.01"
    assert "表头" in found.unreadable["进货表.csv"]


def test_one_click_makes_the_exhibit_and_fills_losses_and_demands(instance, office, case_id):
    found = checked(instance, office.editor, case_id)
    ids = [one.id for one in found.result.differences if one.certain]
    ledger.choose(instance, office.editor, case_id, ids, True)
    before = cases.read(instance, office.editor, case_id).case
    case = ledger.make_exhibit(instance, office.editor, case_id).stored.case
    ours = [one for one in case.exhibits if one.id.startswith("ledger-")]
    assert [one.media_type.split("/")[-1].split(".")[-1] for one in ours] == ["pdf", "sheet"]
    assert sum(loss.amount for loss in case.losses if loss.id.startswith("ledger-")) == Decimal("539.01")
    own = {demand.id: demand for demand in before.demands}
    assert all(demand == own[demand.id] for demand in case.demands if demand.id in own)
    asked = [demand for demand in case.demands if demand.id.startswith("ledger-")]
    assert [demand.id for demand in asked] == ["ledger-charged"]  # what is owed is asked for already, in their words
    assert f"{asked[0].amount:.2f}" in asked[0].text
    assert [one for one in case.losses if not one.id.startswith("ledger-")] == before.losses
    text = pdf_text(instance, office.editor, case_id, ours[0].id)
    assert "539.01" in text and "260611-269812541394213" in text.replace("\n", "").replace("\r", "")


def pdf_text(instance, actor, case_id, exhibit_id) -> str:
    opened = evidence.original(instance, actor, case_id, exhibit_id)
    document = pypdfium2.PdfDocument(opened.path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    opened.close()
    return text


def test_the_spreadsheet_adds_up_by_formulas_and_calculates_nothing_else(instance, office, case_id):
    found = checked(instance, office.editor, case_id)
    ledger.choose(instance, office.editor, case_id, [one.id for one in found.result.differences], True)
    ledger.make_exhibit(instance, office.editor, case_id)
    opened = evidence.original(instance, office.editor, case_id, "ledger-xlsx")
    book = load_workbook(io.BytesIO(opened.path.read_bytes()))
    opened.close()
    formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert any(value.startswith("=SUMPRODUCT(") for value in formulas)
    assert all(value.startswith(("=SUM(", "=SUMPRODUCT(", "=ABS(")) for value in formulas)
    rows = [row for row in book["差异"].iter_rows(min_row=2, values_only=True) if isinstance(row[0], int)]
    amounts = [abs(Decimal(str(row[5])) - Decimal(str(row[6]))) if "=" in str(row[7]) else row[7] for row in rows]
    assert sum(map(Decimal, map(str, amounts))) == sum(one.money for one in found.result.differences)


def test_another_month_updates_without_doubling(instance, office):
    case_id = cases.create(instance, office.editor).case.id
    one = next(made for made in map(make, range(60)) if made.layout.split and len(bills(made)) > 2)
    late = max(bills(one))
    for name in one.files:
        if name != late:
            upload(instance, office.editor, case_id, name, one.files[name])
    first = checked(instance, office.editor, case_id).result
    ledger.choose(instance, office.editor, case_id, [d.id for d in first.differences if d.certain], True)
    ledger.make_exhibit(instance, office.editor, case_id)
    upload(instance, office.editor, case_id, late, one.files[late])
    second = checked(instance, office.editor, case_id).result
    ledger.choose(instance, office.editor, case_id, [d.id for d in second.differences if d.certain], True)
    case = ledger.make_exhibit(instance, office.editor, case_id).stored.case
    assert [exhibit.id for exhibit in case.exhibits].count("ledger-pdf") == 1
    assert len({loss.id for loss in case.losses}) == len(case.losses)
    assert sum(loss.amount for loss in case.losses) == Decimal(second.certain_amount)
    assert sum(demand.amount for demand in case.demands) == Decimal(second.certain_amount)


def bills(made) -> list[str]:
    return [name for name in made.files if "bill-detail" in name]


def test_nothing_ticked_makes_no_exhibit_and_a_viewer_ticks_nothing(instance, office, case_id):
    found = checked(instance, office.editor, case_id)
    with pytest.raises(Refused, match="勾选"):
        ledger.make_exhibit(instance, office.editor, case_id)
    with pytest.raises(NotAllowed):
        ledger.choose(instance, office.viewer, case_id, [found.result.differences[0].id], True)


def test_colleagues_ticks_are_joined(instance, office, case_id):
    ids = [one.id for one in checked(instance, office.editor, case_id).result.differences[:3]]
    ledger.choose(instance, office.editor, case_id, ids[:1], True)
    ledger.choose(instance, office.owner, case_id, ids[1:], True)
    case = ledger.choose(instance, office.editor, case_id, ids[2:], False).stored.case
    assert set(case.bill_check.chosen) == set(ids[:2])


def test_a_file_that_its_giver_takes_for_a_bill_is_told_why_it_is_none(instance, office) -> None:
    made = cases.create(instance, office.editor).case
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")
    for name, content in (("五月对账.pdf", PDF), ("有密码.xlsx", locked), ("合同.pdf", PDF + b"%")):
        upload(instance, office.editor, made.id, name, content)
    found = checked(instance, office.editor, made.id)
    assert found.unreadable.keys() == {"五月对账.pdf", "有密码.xlsx"}
    assert "这是 PDF" in found.unreadable["五月对账.pdf"]
    assert "有密码" in found.unreadable["有密码.xlsx"]


@pytest.mark.parametrize(
    ("scenario", "file_name", "shown"),
    [
        ("settlement", "", True),
        ("misleading_promotion", "", True),
        ("system_bug", "", False),
        ("system_bug", "流量数据.csv", False),
        ("system_bug", "PDD-mall-Bill-detail(1).csv", True),
        (None, "订单导出-九月.csv", True),
    ],
)
def test_the_bill_check_is_offered_where_it_belongs(scenario, file_name, shown) -> None:
    table = Exhibit(file_name=file_name, sha256="0" * 64, media_type="text/csv")
    case = Case(scenario=scenario, exhibits=[table] if file_name else [])
    assert ledger.belongs(case) is shown
    if scenario:
        assert ledger.belongs(Case(scenario="unfair_rules", secondary=[scenario])) is (scenario != "system_bug")


def test_scenarios_with_the_bill_check_are_known() -> None:
    assert set(layout().shown_in) <= {str(one) for one in Scenario} and layout().shown_in
