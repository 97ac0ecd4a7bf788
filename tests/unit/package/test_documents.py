"""Word documents as evidence: their words are on the page, what is not shown is named, hostile ones become cards."""

from __future__ import annotations

import zipfile

import pytest

from tests.unit.package.samples import Piece, request
from tests.unit.package.test_pages import shown_text
from wizard.package import preview
from wizard.package.exhibits.render import DOCUMENT, render
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = """
<w:p><w:r><w:t>平台合作协议</w:t></w:r></w:p>
<w:p><w:r><w:t>第一条 </w:t></w:r><w:ins><w:r><w:t>新加的字</w:t></w:r></w:ins>
<w:del><w:r><w:delText>删去的字</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见的字</w:t></w:r></w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>甲方：</w:t><w:tab/><w:t>某公司</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>项目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>金额</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>保证金</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1,000.00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:drawing/></w:r></w:p>
"""


def document(path, body=BODY, head="", **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{head}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def rendered(path):
    with Spool() as spool:
        return render(path, DOCUMENT, path.name, spool, PackageLimits())


def test_its_words_stand_on_the_page_in_their_order(tmp_path, authority_folder):
    path = document(tmp_path / "a.docx", header1="<x/>")
    text = shown_text(preview(request(tmp_path, authority_folder, [Piece("合同", path, DOCUMENT)])))
    for words in ("平台合作协议", "第一条 新加的字", "甲方： 某公司", "项目 | 金额", "保证金 | 1,000.00"):
        assert words in " ".join(text.split()), words
    assert "删去的字" not in text and "看不见的字" not in text
    assert "没有显示：图片和文本框、修订中删去的文字、隐藏的文字、页眉页脚" in text


def test_a_plain_one_says_that_its_looks_are_not_kept(tmp_path):
    (note,) = rendered(document(tmp_path / "a.docx", "<w:p><w:r><w:t>字</w:t></w:r></w:p>")).notes
    assert "不保留排版" in note and "没有显示" not in note


def test_a_long_one_is_cut_and_says_so(tmp_path):
    found = rendered(document(tmp_path / "a.docx", "<w:p><w:r><w:t>条款</w:t></w:r></w:p>" * 20_000))
    assert len(found.text) == PackageLimits().text_characters and any("全文" in note for note in found.notes)


@pytest.mark.parametrize(
    "change",
    [
        {"body": "<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>", "head": '<!DOCTYPE x [<!ENTITY lol "x">]>'},
        {"body": "<w:p>"},
        {"body": "<w:p><w:r><w:t>" + "a" * 31_000_000 + "</w:t></w:r></w:p>"},
        {"body": "<w:sdt>" * 5000 + "</w:sdt>" * 5000},
    ],
    ids=["entities", "broken", "bomb", "deep"],
)
def test_hostile_ones_become_cards(change, tmp_path):
    assert rendered(document(tmp_path / "a.docx", **change)).kind == "card"


def test_what_is_no_document_inside_becomes_a_card(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/styles.xml", "<x/>")
    assert rendered(path).kind == "card"
