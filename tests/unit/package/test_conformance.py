"""PDF/A-3b by pikepdf's validator, and the parts of PDF/UA-1 that a program can see."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from pikepdf.pdfa import validate_written

from tests.unit.package.samples import request
from wizard.package import preview, render_pdf
from wizard.package.exhibits.spool import Spool
from wizard.package.layout.output import write_pdf
from wizard.package.parts.assemble import assemble
from wizard.package.parts.filing import Filing, SealFacts

ALLOWED_SIGNED = {"pikepdf:schema-Catalog", "pikepdf:embedded-file"}
"""What the validator cannot judge: the form, the permissions, attachments."""
XMP = "ISO_19005_3:6.6.2.3.1-1"


def findings(content, tmp_path):
    path = tmp_path / "checked.pdf"
    path.write_bytes(content)
    return validate_written(path, "3b").findings


def test_the_pages_are_pdf_a_3b(tmp_path, authority_folder):
    """Everything but signature, attachments and the PDF/UA claim passes without a finding."""
    from wizard.package.packing import _shown

    asked = request(tmp_path, authority_folder)
    with Spool() as spool:
        exhibits = _shown(asked, spool, lambda share: None)
        drawn = assemble(Filing(asked, exhibits, SealFacts("李晴", "-", "-", own=False), attached=False, signed=False))
        out = io.BytesIO()
        write_pdf(replace(drawn, about=replace(drawn.about, accessible=False)), out)
    assert findings(out.getvalue(), tmp_path) == []


def test_the_signed_file_has_only_findings_the_validator_is_known_for(pdf, tmp_path):
    found = findings(pdf.read_bytes(), tmp_path)
    other = [finding for finding in found if finding.rule not in ALLOWED_SIGNED | {XMP}]
    assert other == []
    assert all(re.search("pdfuaid|pdfaExtension|pdfaSchema|pdfaProperty", f.message) for f in found if f.rule == XMP)


def test_the_checklist_is_pdf_a(unpacked, tmp_path):
    found = findings((unpacked / "04-跟进清单.pdf").read_bytes(), tmp_path)
    assert {finding.rule for finding in found} <= {XMP}


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(pdf) as document:
        yield document


def elements(node):
    """Every structure element below a node, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def marks(node):
    """(page object id, mcid) of every mark directly below an element."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield node.Pg.objgen, int(kid)
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            yield kid.Pg.objgen, int(kid.MCID)


def test_it_says_what_it_is(opened):
    root = opened.Root
    assert str(root.Lang) == "zh-CN"
    assert root.MarkInfo.Marked is True
    assert root.ViewerPreferences.DisplayDocTitle is True
    metadata = bytes(root.Metadata.read_bytes()).decode()
    assert "<pdfuaid:part>1<" in metadata and "<pdfaid:part>3<" in metadata
    assert f"<pdf:Producer>{opened.docinfo.Producer}<" in metadata and str(opened.docinfo.Title) in metadata


def test_every_marked_stretch_is_reached_from_the_tree_and_back(opened):
    tree = opened.Root.StructTreeRoot
    reached = {}
    for element in elements(tree):
        for mark in marks(element):
            assert mark not in reached, "content is read twice"
            reached[mark] = element.objgen
    numbers = tree.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    count = 0
    for page in opened.pages:
        used = [int(found) for found in re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())]
        owners = parents[int(page.StructParents)]
        assert used == list(range(len(owners)))
        for mcid in used:
            assert reached[(page.obj.objgen, mcid)] == owners[mcid].objgen
        count += len(used)
    assert count == len(reached) > 100


def test_nothing_is_drawn_outside_of_marked_content(opened):
    for page in opened.pages:
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in ("Tj", "TJ", "Do", "f", "S"):
                assert depth > 0, instruction
        assert depth == 0


def test_headings_do_not_skip_levels(opened):
    levels = [int(str(e.S)[2]) for e in elements(opened.Root.StructTreeRoot) if re.fullmatch(r"/H\d", str(e.S))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_figures_have_words_and_tables_have_headers(opened):
    found = list(elements(opened.Root.StructTreeRoot))
    figures = [element for element in found if element.S == "/Figure"]
    assert len(figures) == 2
    assert all("证据" in str(figure.Alt) and "/BBox" in figure.A for figure in figures)
    headers = [element for element in found if element.S == "/TH"]
    assert headers and all(str(header.A.Scope) in ("/Column", "/Row") for header in headers)
    for table in (element for element in found if element.S == "/Table"):
        rows = [kid for kid in elements(table) if kid.S == "/TR"]
        assert len({len([cell for cell in elements(row) if cell.S in ("/TD", "/TH")]) for row in rows}) == 1


def test_links_and_fields_are_in_the_tree_and_have_words(opened):
    numbers = opened.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    kinds = []
    for page in opened.pages:
        for annotation in page.get("/Annots", []):
            owner = parents[int(annotation.StructParent)]
            kinds.append(str(owner.S))
            said = annotation.get("/Contents") or annotation.get("/TU")
            assert said, annotation
    assert kinds.count("/Form") == 1
    assert kinds.count("/Link") > 15


def test_bookmarks_lead_to_every_exhibit(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = [kid.title for item in outline.root for kid in item.children]
    assert titles == ["违规处罚申诉书", "证据目录", "签署与完整性说明"]
    assert sum(title.startswith("证据") for title in below) == 6


def test_a_preview_has_no_signature_field(tmp_path, authority_folder):
    with pikepdf.open(io.BytesIO(preview(request(tmp_path, authority_folder)))) as document:
        assert "/AcroForm" not in document.Root


def test_fonts_are_embedded_and_no_standard_font_is_used(opened):
    for page in opened.pages:
        for font in page.Resources.get("/Font", {}).values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_a_document_can_be_printed_alone():
    from tests.unit.package.samples import letter

    with pikepdf.open(io.BytesIO(render_pdf(letter(), reference="K7M3-9QX2", note="仅供参考"))) as document:
        assert len(document.pages) == 1
