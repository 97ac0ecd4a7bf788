"""Writing the structure tree, links, form fields and bookmarks into a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wizard.package.layout.canvas import Canvas
from wizard.package.layout.structure import Annotation, Element, Mark

if TYPE_CHECKING:
    import pikepdf

CELLS = ("TD", "TH")


class StructureWriter:
    """Turns the elements of one document into PDF objects."""

    def __init__(self, pdf: pikepdf.Pdf, canvas: Canvas) -> None:
        """Take the file whose pages are made already."""
        self.pdf, self.canvas = pdf, canvas
        self.pages = [page.obj for page in pdf.pages]
        self.objects: dict[int, pikepdf.Object] = {}
        self.fields: list[pikepdf.Object] = []
        self.parents: list[tuple[int, pikepdf.Object]] = []

    def write(self, root: Element) -> None:
        """Write the tree below `root`, which is the Document."""
        from pikepdf import Array, Dictionary, Name

        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = self._element(root, tree)
        next_key = self._page_parents()
        for page in self.canvas.pages:
            for annotation, owner in page.annotations:
                self.parents.append((next_key, self.objects[id(owner)]))
                annotation_object = self.objects[id(annotation)]
                annotation_object.StructParent = next_key
                next_key += 1
        numbers = Array([item for pair in self.parents for item in pair])
        tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = next_key
        self.pdf.Root.StructTreeRoot = tree
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _page_parents(self) -> int:
        from pikepdf import Array

        for page in self.canvas.pages:
            owners = Array([self.objects[id(owner)] for owner in page.owners])
            self.parents.append((page.number, self.pdf.make_indirect(owners)))
        return len(self.canvas.pages)

    def _element(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        from pikepdf import Array, Dictionary, Name

        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
        self.objects[id(element)] = made
        self._attributes(element, made)
        first = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
        if first is not None:
            made.Pg = self.pages[first]
        kids = [self._kid(kid, made, first) for kid in element.kids if self._shown(kid)]
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    @staticmethod
    def _shown(kid: Element | Mark | Annotation) -> bool:
        return not isinstance(kid, Element) or kid.role in CELLS or not kid.empty()

    def _kid(self, kid: Element | Mark | Annotation, parent: pikepdf.Object, first: int | None) -> Any:
        from pikepdf import Dictionary, Name

        if isinstance(kid, Element):
            return self._element(kid, parent)
        if isinstance(kid, Annotation):
            return Dictionary(Type=Name.OBJR, Obj=self._annotation(kid), Pg=self.pages[kid.page])
        if kid.page == first:
            return kid.mcid
        return Dictionary(Type=Name.MCR, Pg=self.pages[kid.page], MCID=kid.mcid)

    @staticmethod
    def _attributes(element: Element, made: pikepdf.Object) -> None:
        from pikepdf import Array, Dictionary, Name, String

        if element.alt:
            made.Alt = String(element.alt)
        if element.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
        if element.numbering:
            made.A = Dictionary(O=Name.List, ListNumbering=Name(f"/{element.numbering}"))
        if element.box:
            box = Array([round(number, 2) for number in element.box])
            made.A = Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)

    def _annotation(self, annotation: Annotation) -> pikepdf.Object:
        from pikepdf import Array, Dictionary, Name, String

        made = Dictionary(Type=Name.Annot, Rect=Array([round(number, 2) for number in annotation.box]), F=4)
        made.P = self.pages[annotation.page]
        if annotation.field:
            self._signature_field(made, annotation)
        else:
            page, y = self.canvas.anchors[annotation.target]
            made.Subtype, made.Border = Name.Link, Array([0, 0, 0])
            made.Contents = String(annotation.says)
            made.Dest = Array([self.pages[page], Name.XYZ, 0, round(y, 2), 0])
        indirect = self.pdf.make_indirect(made)
        self.objects[id(annotation)] = indirect
        page_object = self.pages[annotation.page]
        if "/Annots" not in page_object:
            page_object.Annots = Array([])
        page_object.Annots.append(indirect)
        return indirect

    def _signature_field(self, made: pikepdf.Object, annotation: Annotation) -> None:
        from pikepdf import Array, Dictionary, Name, String

        left, bottom, right, top = annotation.box
        empty = self.pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)
        empty.BBox, empty.Resources = Array([0, 0, round(right - left, 2), round(top - bottom, 2)]), Dictionary()
        made.Subtype, made.FT, made.F = Name.Widget, Name.Sig, 132
        made.T, made.TU = String(annotation.field), String(annotation.says)
        made.AP = Dictionary(N=empty)
        self.fields.append(made)

    def form(self) -> None:
        """Write the interactive form when there are signature fields."""
        from pikepdf import Array, Dictionary

        widgets = [
            self.objects[id(annotation)]
            for page in self.canvas.pages
            for annotation, _ in page.annotations
            if annotation.field
        ]
        if widgets:
            self.pdf.Root.AcroForm = self.pdf.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=0))


def write_outline(pdf: pikepdf.Pdf, canvas: Canvas, entries: Sequence[tuple[int, str, str]]) -> None:
    """Bookmarks: (level from 1, title, anchor) in order."""
    from pikepdf import Array, Name, OutlineItem

    with pdf.open_outline() as outline:
        parents = {0: outline.root}
        for level, title, anchor in entries:
            page, y = canvas.anchors[anchor]
            destination = Array([pdf.pages[page].obj, Name.XYZ, 0, round(y, 2), 0])
            item = OutlineItem(title, destination=destination)
            parents[max(known for known in parents if known < level)].append(item)
            parents = {known: kids for known, kids in parents.items() if known < level} | {level: item.children}
