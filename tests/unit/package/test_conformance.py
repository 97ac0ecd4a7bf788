"""PDF/A-3b by pikepdf's validator: without a finding where it can judge, and only its known blind spots elsewhere."""

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


def test_the_pages_are_pdf_a_3b(whole, tmp_path):
    """With evidence of every kind: all but signature, attachments and the PDF/UA claim passes without a finding."""
    from wizard.package.packing import _shown

    asked = whole.asked
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


def judged(path):
    """The signed file without what the validator does not know: form, permissions, attachments, the PDF/UA claim.

    It stops at those and looks no further, so a file that has them is judged without; the signature's appearance
    stays, as a stamp.
    """
    out = io.BytesIO()
    with pikepdf.open(path) as pdf:
        for key in ("/AcroForm", "/Perms", "/Names", "/AF", "/Extensions"):
            if key in pdf.Root:
                del pdf.Root[key]
        for annotation in (annotation for page in pdf.pages for annotation in page.get("/Annots", [])):
            if annotation.Subtype == "/Widget":
                annotation.Subtype = pikepdf.Name.Stamp
                for key in [key for key in annotation if key in ("/FT", "/T", "/V", "/TU", "/Lock", "/DA", "/Parent")]:
                    del annotation[key]
        claim = re.sub(rb"<rdf:Description[^>]*(pdfuaid|pdfaExtension).*?</rdf:Description>\s*(?=<rdf:Desc|</rdf:RDF)",
                       b"", pdf.Root.Metadata.read_bytes(), flags=re.DOTALL)  # fmt: skip
        pdf.Root.Metadata.write(claim)
        pdf.remove_unreferenced_resources()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_the_signed_file_is_pdf_a_3b_as_far_as_it_can_be_judged(pdf, tmp_path):
    assert findings(judged(pdf), tmp_path) == []


def font_left_out(pdf):
    del pdf.pages[0].Resources.Font["/F0"].DescendantFonts[0].FontDescriptor["/FontFile2"]


def no_output_intent(pdf):
    del pdf.Root.OutputIntents


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def missing_glyph(pdf):
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(re.sub(rb"<[0-9A-F]{4}", b"<0000", page.Contents.read_bytes()))


def hidden_link(pdf):
    next(page for page in pdf.pages if "/Annots" in page).Annots[0].F = 2


@pytest.mark.parametrize("mutate", [font_left_out, no_output_intent, script, missing_glyph, hidden_link])
def test_a_broken_file_is_caught(mutate, pdf, tmp_path):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(judged(pdf))) as document:
        mutate(document)
        document.save(out)
    assert findings(out.getvalue(), tmp_path) != []


def test_the_checklist_is_pdf_a(unpacked, tmp_path):
    found = findings((unpacked / "04-跟进清单.pdf").read_bytes(), tmp_path)
    assert {finding.rule for finding in found} <= {XMP}


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(pdf) as document:
        yield document


def test_both_places_say_the_same_about_the_file(opened):
    metadata = opened.Root.Metadata.read_bytes().decode()
    for entry in ("Title", "Author", "Subject", "Producer", "Creator"):
        assert f">{opened.docinfo[f'/{entry}']}<" in metadata, entry


def test_bookmarks_lead_to_every_exhibit(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = [kid.title for item in outline.root for kid in item.children]
    assert titles == ["违规处罚申诉书", "证据目录", "签署与完整性说明"]
    assert sum(title.startswith("证据") for title in below) == 6


def test_a_preview_has_no_signature_field(tmp_path, authority_folder):
    with pikepdf.open(io.BytesIO(preview(request(tmp_path, authority_folder)))) as document:
        assert "/AcroForm" not in document.Root


def test_a_document_can_be_printed_alone():
    from tests.unit.package.samples import letter

    with pikepdf.open(io.BytesIO(render_pdf(letter(), reference="K7M3-9QX2", note="仅供参考"))) as document:
        assert len(document.pages) == 1
