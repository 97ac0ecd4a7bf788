"""What a PDF says about itself: XMP with the PDF/A-3b and PDF/UA-1 claims, the output intent, the info dictionary."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import pikepdf

CREATOR = "拼多多商家投诉向导"
PRODUCER = "merchant-complaint-wizard"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>{accessible}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

_ACCESSIBLE = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True)
class About:
    """Title and so on of a file."""

    title: str
    author: str
    subject: str
    made_at: dt.datetime
    language: str = "zh-CN"
    accessible: bool = True
    """Whether PDF/UA-1 is claimed (left out only to please validators that don't know its schema)."""


def _pdf_date(moment: dt.datetime) -> str:
    zone = moment.strftime("%z")
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}'"


def xmp(about: About) -> bytes:
    """The XMP packet."""
    fields = {
        "title": escape(about.title),
        "author": escape(about.author),
        "subject": escape(about.subject),
        "date": about.made_at.isoformat(timespec="seconds"),
        "creator": CREATOR,
        "producer": PRODUCER,
        "accessible": _ACCESSIBLE if about.accessible else "",
    }
    return _XMP.format(**fields).encode("utf-8")


def describe(pdf: pikepdf.Pdf, about: About) -> None:
    """Write metadata, output intent, language and viewer settings."""
    from pikepdf import Array, Dictionary, Name, String

    root = pdf.Root
    metadata = pdf.make_stream(xmp(about))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    root.Metadata = metadata
    root.Lang = String(about.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseOutlines
    pdf.trailer.Info = pdf.make_indirect(_info(about))
    root.OutputIntents = Array([_output_intent(pdf)])


def _info(about: About) -> pikepdf.Dictionary:
    """The info dictionary; it says what the XMP says."""
    from pikepdf import Dictionary, String

    date = String(_pdf_date(about.made_at))
    return Dictionary(
        Title=String(about.title),
        Author=String(about.author),
        Subject=String(about.subject),
        Creator=String(CREATOR),
        Producer=String(PRODUCER),
        CreationDate=date,
        ModDate=date,
    )


def _output_intent(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """The colours are meant as sRGB."""
    from pikepdf import Dictionary, Name, String

    profile = pdf.make_stream((files("pikepdf.pdfa") / "data" / "sRGB.icc").read_bytes())
    profile.N = 3
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
