"""A drawn document as a PDF file: pages, fonts, pictures, structure, bookmarks, attachments.

The small parts are made in memory by pikepdf with stand-ins for the big streams; the file is then written once, the
big streams copied from disk in between, so that memory does not grow with the evidence.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.package.layout.canvas import Canvas, Page
from wizard.package.layout.fontout import deflated, embed
from wizard.package.layout.metadata import About, describe
from wizard.package.layout.sources import Attachment, Picture, Source, marker
from wizard.package.layout.splice import Sink, splice
from wizard.package.layout.structout import StructureWriter, write_outline
from wizard.package.layout.structure import Element

if TYPE_CHECKING:
    import pikepdf


@dataclass
class Drawn:
    """A document drawn on a canvas, ready to be written."""

    canvas: Canvas
    root: Element
    about: About
    pictures: list[Picture] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    outline: list[tuple[int, str, str]] = field(default_factory=list)
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Page number → size in points, when it is not A4 (upright or on its side)."""


def write_pdf(drawn: Drawn, out: Sink) -> None:
    """Write the file to `out`; raises what copying a source raises (a missing or changed original)."""
    skeleton, sources = skeleton_of(drawn)
    splice(skeleton, sources, out)


def skeleton_of(drawn: Drawn) -> tuple[bytes, list[Source]]:
    """The file with stand-ins, and what goes in their places."""
    import pikepdf

    pdf = pikepdf.Pdf.new()
    sources: list[Source] = []
    fonts = {face: embed(pdf, face, glyphs.codes) for face, glyphs in drawn.canvas.glyphs.items()}
    pictures = [_picture(pdf, picture, sources) for picture in drawn.pictures]
    for page in drawn.canvas.pages:
        _add_page(pdf, page, fonts, pictures, drawn.sizes.get(page.number, (page.width, page.height)))
    describe(pdf, drawn.about)
    structure = StructureWriter(pdf, drawn.canvas)
    structure.write(drawn.root)
    structure.form()
    write_outline(pdf, drawn.canvas, drawn.outline)
    _attach(pdf, drawn.attachments, sources)
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        min_version="1.7",
    )
    return buffer.getvalue(), sources


def _add_page(
    pdf: pikepdf.Pdf,
    page: Page,
    fonts: dict[int, pikepdf.Object],
    pictures: Sequence[pikepdf.Object],
    size: tuple[float, float],
) -> None:
    from pikepdf import Array, Dictionary, Name

    resources = Dictionary()
    if page.faces:
        resources.Font = Dictionary({f"/F{face}": fonts[face] for face in sorted(page.faces)})
    if page.images:
        resources.XObject = Dictionary({f"/{name}": pictures[number] for name, number in page.images.items()})
    made = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(size[0], 2), round(size[1], 2)]),
        Resources=resources,
        Contents=deflated(pdf, "\n".join(page.operators).encode("ascii")),
        StructParents=page.number,
        Tabs=Name.S,
    )
    pdf.pages.append(pikepdf_page(pdf.make_indirect(made)))


def pikepdf_page(made: pikepdf.Object) -> pikepdf.Page:
    """The page dictionary as pikepdf's page."""
    import pikepdf

    return pikepdf.Page(made)


def _big_stream(pdf: pikepdf.Pdf, source: Source, sources: list[Source]) -> pikepdf.Object:
    sources.append(source)
    return pdf.make_stream(marker(len(sources) - 1))


def _picture(pdf: pikepdf.Pdf, picture: Picture, sources: list[Source]) -> pikepdf.Object:
    from pikepdf import Array, Dictionary, Name, String

    stream = _big_stream(pdf, picture.source, sources)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, picture.bits
    space: pikepdf.Object = Name.DeviceRGB if picture.colours == 3 else Name.DeviceGray
    if picture.palette:
        space = Array([Name.Indexed, Name.DeviceRGB, len(picture.palette) // 3 - 1, String(picture.palette)])
    stream.ColorSpace, stream.Filter = space, Name(f"/{picture.filter}")
    if picture.predictor:
        stream.DecodeParms = Dictionary(
            Predictor=15, Colors=picture.colours, BitsPerComponent=picture.bits, Columns=picture.width
        )
    return stream


def _attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], sources: list[Source]) -> None:
    from pikepdf import Array, Dictionary, Name, String

    specs = []
    for attachment in attachments:
        stream = _big_stream(pdf, attachment.source, sources)
        stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/" + attachment.media_type)
        moment = attachment.modified.strftime("D:%Y%m%d%H%M%S+08'00'")
        stream.Params = Dictionary(Size=attachment.source.length, ModDate=String(moment))
        spec = Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name(f"/{attachment.relation}"),
            EF=Dictionary(F=stream, UF=stream),
        )
        specs.append((attachment.name, pdf.make_indirect(spec)))
    if specs:
        specs.sort(key=lambda item: item[0].encode("utf-16-be"))
        names = Array([part for name, spec in specs for part in (String(name), spec)])
        pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(Dictionary(Names=names)))
        pdf.Root.AF = Array([spec for _, spec in specs])
