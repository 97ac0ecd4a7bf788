"""PDF/UA-1 as far as a program can see it, on packages with evidence of every kind; and each rule can fail."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.unit.package.accessible import broken, elements, read_aloud, role
from tests.unit.package.samples import letter, request
from wizard.package import CoSigner, render_pdf


@pytest.fixture(scope="module")
def everything(whole):
    return whole.content


def found_in(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return broken(pdf)


def test_a_package_with_evidence_of_every_kind(everything):
    assert found_in(everything) == []


def test_the_signed_package(pdf):
    assert found_in(pdf.read_bytes()) == []


def test_signed_together(tmp_path, authority_folder):
    import zipfile

    from wizard.package import build

    made = build(request(tmp_path, authority_folder, [], cosigners=(CoSigner("王强"),), cosign_slots=1))
    content = zipfile.ZipFile(made.path).read(made.pdf_name)
    assert found_in(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert [role(e) for e in elements(pdf.Root.StructTreeRoot)].count("Form") == 3


def test_a_document_alone():
    assert found_in(render_pdf(letter(), reference="K7M3-9QX2", note="仅供参考")) == []


def test_read_aloud_it_is_the_case_in_order(pdf):
    with pikepdf.open(pdf) as document:
        said = read_aloud(document)
    places = [
        said.index(words)
        for words in ("H1: 违规处罚申诉书", "H2: 目录", "H2: 一、请求事项", "H2: 二、事实与理由", "Caption: 损失表",
                      "TH: 项目", "TD: 保证金", "H1: 证据目录", "TH: 序号", "H2: 证据1 处罚通知截图",
                      "Figure: 证据1「处罚通知截图」的图像", "H2: 证据6", "H1: 签署与完整性说明")
    ]  # fmt: skip
    assert places == sorted(places)
    assert "𠮷" in said and "😀" in said and "〔U+3FFF0〕" in said


def first(pdf, name):
    return next(e for e in elements(pdf.Root.StructTreeRoot) if role(e) == name)


def drop_page_content(pdf):
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(re.sub(rb"<</MCID 0>> BDC", b"BMC", page.Contents.read_bytes()))


def draw_outside(pdf):
    pdf.pages[0].Contents = pdf.make_stream(b"0 0 10 10 re f\n" + pdf.pages[0].Contents.read_bytes())


def forget_an_owner(pdf):
    pdf.Root.StructTreeRoot.ParentTree.Nums[1].pop()


def swap_two_sections(pdf):
    kids = pdf.Root.StructTreeRoot.K.K
    kids[0], kids[2] = kids[2], kids[0]


def demote_a_heading(pdf):
    first(pdf, "H1").S = Name.H3


def lose_scope(pdf):
    del first(pdf, "TH").A


def lose_a_cell(pdf):
    row = [e for e in elements(first(pdf, "Table")) if role(e) == "TR"][0]
    row.K = Array([row.K[0]])


def lose_alternative_text(pdf):
    first(pdf, "Figure").Alt = String(" ")


def lose_link_words(pdf):
    page = next(page for page in pdf.pages if "/Annots" in page)
    del page.Annots[0].Contents


def lose_object_reference(pdf):
    link = first(pdf, "Link")
    link.K = Array([kid for kid in link.K if not (isinstance(kid, Dictionary) and "/Obj" in kid)])


def lose_tab_order(pdf):
    del next(page for page in pdf.pages if "/Annots" in page).Tabs


def lose_meanings(pdf):
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.ToUnicode = pdf.make_stream(re.sub(rb"<0005> <\w+>", b"<0005> <0000>", font.ToUnicode.read_bytes()))


def lose_language(pdf):
    del pdf.Root.Lang


def lose_title(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def misplace_an_item(pdf):
    first(pdf, "LI").S = Name.TR


MUTATIONS = {
    drop_page_content: "marks_reach_the_tree_and_back",
    draw_outside: "everything_drawn_is_tagged",
    forget_an_owner: "marks_reach_the_tree_and_back",
    swap_two_sections: "reading_goes_down_the_pages",
    demote_a_heading: "headings_do_not_skip",
    lose_scope: "tables_have_headers_and_equal_rows",
    lose_a_cell: "tables_have_headers_and_equal_rows",
    lose_alternative_text: "figures_have_words",
    lose_link_words: "annotations_are_in_the_tree",
    lose_object_reference: "annotations_are_in_the_tree",
    lose_tab_order: "annotations_are_in_the_tree",
    lose_meanings: "letters_have_meaning",
    lose_language: "says_what_it_is",
    lose_title: "says_what_it_is",
    misplace_an_item: "roles_nest",
}


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_a_broken_document_is_caught(mutate, everything):
    with pikepdf.open(io.BytesIO(everything)) as pdf:
        mutate(pdf)
        assert MUTATIONS[mutate] in {rule for rule, _ in broken(pdf)}


def test_a_field_without_words_is_caught(pdf):
    with pikepdf.open(pdf) as document:
        del document.Root.AcroForm.Fields[0].TU
        assert "annotations_are_in_the_tree" in {rule for rule, _ in broken(document)}
