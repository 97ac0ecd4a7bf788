"""What a program can see of PDF/UA-1 (ISO 14289-1): every rule is a function that yields what breaks it.

The names of the rules follow the Matterhorn Protocol's checkpoints where there is one. `broken(pdf)` gives
(rule, what) pairs; a conforming file has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Pdf

PAINTING = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"}
STANDARD = {
    "Document", "Part", "Sect", "Div", "TOC", "TOCI", "P", "H1", "H2", "H3", "H4", "L", "LI", "Lbl", "LBody", "Table",
    "TR", "TH", "TD", "Caption", "Figure", "Link", "Form", "Reference", "Span", "Note",
}  # fmt: skip
PARENTS = {
    "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"}, "TOCI": {"TOC"},
    "Caption": {"Table", "Figure", "L"},
}  # fmt: skip
BLOCKS = {"H1", "H2", "H3", "P", "LI", "TR", "Figure", "TOCI", "Caption"}
UPWARDS = 6.0
"""Points by which the next block may stand higher than the one before without standing beside it."""


def kids_of(node: Dictionary) -> list[object]:
    """The kids of a structure element."""
    kids = node.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def elements(node: Dictionary) -> Iterator[Dictionary]:
    """Every element below a node, in reading order."""
    for kid in kids_of(node):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def role(element: Dictionary) -> str:
    """The element's role without its slash."""
    return str(element.S)[1:]


def marks(element: Dictionary) -> list[tuple[tuple[int, int], int]]:
    """(page, marked-content id) of what hangs directly below an element."""
    found = []
    for kid in kids_of(element):
        if isinstance(kid, int):
            found.append((element.Pg.objgen, kid))
        elif isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR":
            found.append((kid.Pg.objgen, int(kid.MCID)))
    return found


def parents(pdf: Pdf) -> dict[int, object]:
    """The parent tree as a plain dictionary."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}


def says_what_it_is(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "no language"
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "not marked as tagged"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "the window would show the file's name"
    metadata = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if "<pdfuaid:part>1<" not in metadata or not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+<", metadata, re.DOTALL):
        yield "metadata without claim or title"


def everything_drawn_is_tagged(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        open_marks: list[str] = []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                tag = str(instruction.operands[0])
                real = operator == "BDC" and "/MCID" in instruction.operands[1]
                if real and open_marks and open_marks[-1] != "/Span":
                    yield f"page {number}: content within {open_marks[-1]}"
                open_marks.append(tag)
            elif operator == "EMC":
                open_marks.pop()
            elif operator in PAINTING and not open_marks:
                yield f"page {number}: {operator} outside"
        if open_marks:
            yield f"page {number}: {open_marks} left open"


def marks_reach_the_tree_and_back(pdf: Pdf) -> Iterator[str]:
    reached: dict[object, object] = {}
    for element in elements(pdf.Root.StructTreeRoot):
        for mark in marks(element):
            if mark in reached:
                yield f"{mark} is read twice"
            reached[mark] = element.objgen
    known = parents(pdf)
    for page in pdf.pages:
        used = re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())
        owners = known.get(int(page.get("/StructParents", -1)), [])
        if len(owners) != len(used) or len(set(used)) != len(used):
            yield f"page {page.index + 1}: {len(used)} marks, {len(owners)} owners"
            continue
        for mcid in map(int, used):
            if reached.pop((page.obj.objgen, mcid), None) != owners[mcid].objgen:
                yield f"page {page.index + 1}: mark {mcid} is not reached by its owner"
    for mark in reached:
        yield f"{mark} is not on its page"


def roles_nest(pdf: Pdf) -> Iterator[str]:
    for element in elements(pdf.Root.StructTreeRoot):
        name = role(element)
        if name not in STANDARD:
            yield f"unknown role {name}"
        above = str(element.P.get("/S", "/"))[1:]
        if name in PARENTS and above not in PARENTS[name]:
            yield f"{name} below {above}"


def headings_do_not_skip(pdf: Pdf) -> Iterator[str]:
    levels = [int(role(e)[1]) for e in elements(pdf.Root.StructTreeRoot) if re.fullmatch(r"H\d", role(e))]
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"H{after} after H{before}"
    if not levels:
        yield "no heading"


def tables_have_headers_and_equal_rows(pdf: Pdf) -> Iterator[str]:
    for table in (e for e in elements(pdf.Root.StructTreeRoot) if role(e) == "Table"):
        rows = [[cell for cell in elements(row) if role(cell) in ("TH", "TD")] for row in elements(table)
                if role(row) == "TR"]  # fmt: skip
        if len({len(row) for row in rows}) != 1:
            yield f"rows of {sorted({len(row) for row in rows})} cells"
        heads = [cell for row in rows for cell in row if role(cell) == "TH"]
        if not heads:
            yield "a table without headers"
        if any(str(head.get("/A", {}).get("/Scope", "")) not in ("/Column", "/Row") for head in heads):
            yield "a header without scope"


def figures_have_words(pdf: Pdf) -> Iterator[str]:
    for figure in (e for e in elements(pdf.Root.StructTreeRoot) if role(e) == "Figure"):
        if not str(figure.get("/Alt", "")).strip():
            yield "a figure without alternative text"
        if "/BBox" not in figure.get("/A", {}):
            yield "a figure without its box"


def annotations_are_in_the_tree(pdf: Pdf) -> Iterator[str]:
    known = parents(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        annotations = page.get("/Annots", [])
        if len(annotations) and page.get("/Tabs") != "/S":
            yield f"page {number}: tab order"
        for annotation in annotations:
            yield from (f"page {number}: {problem}" for problem in _annotation(annotation, known))


def _annotation(annotation: Dictionary, known: dict[int, object]) -> Iterator[str]:
    owner = known.get(int(annotation.get("/StructParent", -1)))
    wanted, said = ("Form", "/TU") if annotation.Subtype == "/Widget" else ("Link", "/Contents")
    if not isinstance(owner, Dictionary) or role(owner) != wanted:
        yield f"{annotation.Subtype} not below {wanted}"
        return
    objects = [kid.Obj.objgen for kid in kids_of(owner) if isinstance(kid, Dictionary) and "/Obj" in kid]
    if annotation.objgen not in objects:
        yield f"{annotation.Subtype} without object reference"
    if not str(annotation.get(said, "")).strip():
        yield f"{annotation.Subtype} without words"


def letters_have_meaning(pdf: Pdf) -> Iterator[str]:
    seen = set()
    for page in pdf.pages:
        fonts = page.Resources.get("/Font", {})
        maps = {str(name): _characters(font) for name, font in fonts.items()}
        for font in fonts.values():
            if font.objgen not in seen and "/FontFile2" not in font.DescendantFonts[0].FontDescriptor:
                yield f"{font.BaseFont} is not embedded"
            seen.add(font.objgen)
        current = ""
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) == "Tf":
                current = str(instruction.operands[0])
            elif str(instruction.operator) == "Tj":
                code = bytes(instruction.operands[0]).hex().upper()
                glyphs = {code[place : place + 4] for place in range(0, len(code), 4)}
                if unknown := glyphs - maps[current]:
                    yield f"page {page.index + 1}: glyphs {sorted(unknown)} mean nothing"


def _characters(font: Dictionary) -> set[str]:
    if "/ToUnicode" not in font:
        return set()
    rows = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes().decode("latin1"))
    return {glyph for glyph, meaning in rows if meaning not in ("0000", "FFFD")}


def reading_goes_down_the_pages(pdf: Pdf) -> Iterator[str]:
    """Blocks are read page after page and, on a page, from the top down or from the left to the right."""
    places = _places(pdf)
    before: tuple[int, float, float] = (0, 1e9, 0.0)
    for element in elements(pdf.Root.StructTreeRoot):
        if role(element) not in BLOCKS:
            continue
        found = [places[mark] for kid in [element, *elements(element)] for mark in marks(kid) if mark in places]
        if not found:
            continue
        page = min(place[0] for place in found)
        x, top = min(p[1] for p in found if p[0] == page), max(p[2] for p in found if p[0] == page)
        if page < before[0] or (page == before[0] and top > before[1] + UPWARDS and x <= before[2] + UPWARDS):
            yield f"page {page + 1}: {role(element)} is read after what stands below it"
        before = (page, top, x)


def _places(pdf: Pdf) -> dict[object, tuple[int, float, float]]:
    """(page object, mark) → page from 0, left and top of what is drawn first."""
    found: dict[object, tuple[int, float, float]] = {}
    for number, page in enumerate(pdf.pages):
        mark, open_marks = None, []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                open_marks.append(mark)
                if operator == "BDC" and "/MCID" in instruction.operands[1]:
                    mark = (page.obj.objgen, int(instruction.operands[1].MCID))
                elif str(instruction.operands[0]) == "/Artifact":
                    mark = None
            elif operator == "EMC":
                mark = open_marks.pop()
            elif mark and mark not in found and operator in ("Td", "cm"):
                numbers = [float(value) for value in instruction.operands]
                x, y = numbers[-2:]
                top = y + (max(numbers[1], numbers[3], 0.0) if operator == "cm" else 0.0)
                found[mark] = (number, x, top)
    return found


RULES = (
    says_what_it_is,
    everything_drawn_is_tagged,
    marks_reach_the_tree_and_back,
    roles_nest,
    headings_do_not_skip,
    tables_have_headers_and_equal_rows,
    figures_have_words,
    annotations_are_in_the_tree,
    letters_have_meaning,
    reading_goes_down_the_pages,
)


def broken(pdf: Pdf) -> list[tuple[str, str]]:
    """(rule, what is wrong) of everything that is."""
    return [(rule.__name__, what) for rule in RULES for what in rule(pdf)]


def read_aloud(pdf: Pdf) -> str:
    """What a screen reader says, one line for each element with words of its own."""
    words = _words(pdf)
    lines = []
    for element in elements(pdf.Root.StructTreeRoot):
        said = "".join(words.get(mark, "") for mark in marks(element))
        said = str(element.get("/Alt", "")) or said
        if said:
            lines.append(f"{role(element)}: {said}")
    return "\n".join(lines)


def _words(pdf: Pdf) -> dict[object, str]:
    found: dict[object, str] = {}
    for page in pdf.pages:
        maps = {str(name): _meanings(font) for name, font in page.Resources.get("/Font", {}).items()}
        mark, open_marks, current = None, [], {}
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                open_marks.append(mark)
                if operator == "BDC" and "/MCID" in instruction.operands[1]:
                    mark = (page.obj.objgen, int(instruction.operands[1].MCID))
            elif operator == "EMC":
                mark = open_marks.pop()
            elif operator == "Tf":
                current = maps[str(instruction.operands[0])]
            elif operator == "Tj" and mark:
                code = bytes(instruction.operands[0]).hex().upper()
                text = "".join(current.get(code[place : place + 4], "?") for place in range(0, len(code), 4))
                found[mark] = found.get(mark, "") + text
    return found


def _meanings(font: Dictionary) -> dict[str, str]:
    rows = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes().decode("latin1"))
    return {glyph: bytes.fromhex(meaning).decode("utf-16-be") for glyph, meaning in rows}
