"""What was changed in a PDF after a signature, in plain words: pages, page content, remarks, attachments."""

from __future__ import annotations

from typing import Any

from wizard.package.words import group

NODES_LIMIT = 20_000
DEEPEST = 40


def changes_after(signature: Any) -> list[str]:
    """One sentence for each kind of change since the signed revision; empty when there is none we have a word for."""
    reader, revision = signature.reader, signature.signed_revision
    before, after = reader.get_historical_root(revision), reader.root
    words = group("changes")
    old, new = _pages(before), _pages(after)
    found = [
        words("pages_added", count=len(new.keys() - old.keys())) if new.keys() - old.keys() else "",
        words("pages_removed", count=len(old.keys() - new.keys())) if old.keys() - new.keys() else "",
        *(
            words("page_changed", page=number)
            for number, key in enumerate(new, start=1)
            if key in old and _content_changed(new[key], reader, revision)
        ),
        *_remarks(old, new),
        *_attachments(before, after, reader, revision),
    ]
    return [sentence for sentence in found if sentence][:20]


def _pages(root: Any) -> dict[Any, Any]:
    """Pages in order, by their object number."""
    found: dict[Any, Any] = {}
    waiting = [(root.raw_get("/Pages"), 0)]
    for _ in range(NODES_LIMIT):
        if not waiting:
            break
        reference, depth = waiting.pop()
        node = reference.get_object()
        if "/Kids" in node and depth < DEEPEST:
            waiting += [(kid, depth + 1) for kid in reversed(_raw(node["/Kids"]))]
        elif hasattr(reference, "idnum"):
            found[reference.idnum] = node
    return found


def _raw(array: Any) -> list[Any]:
    """The references of an array as they stand."""
    return [array.raw_get(place) for place in range(min(len(array), NODES_LIMIT))]


def _content_changed(page: Any, reader: Any, revision: int) -> bool:
    """Whether the streams that draw a page were written anew."""
    contents = page.raw_get("/Contents") if "/Contents" in page else None
    held = contents.get_object() if contents is not None else None
    references = [contents, *(_raw(held) if isinstance(held, list) else [])]
    return any(_changed(reference, reader, revision) for reference in references)


def _changed(reference: Any, reader: Any, revision: int) -> bool:
    if not hasattr(reference, "idnum"):
        return False
    changed: bool = reader.xrefs.get_last_change(reference.reference) > revision
    return changed


def _remarks(old: dict[Any, Any], new: dict[Any, Any]) -> list[str]:
    """Annotations that were not there; fields for signatures are another matter."""
    before = {key for page in old.values() for key in _annotations(page)}
    added = {key: one for page in new.values() for key, one in _annotations(page).items() if key not in before}
    remarks = [one for one in added.values() if one.get("/Subtype") != "/Widget"]
    fields = len(added) - len(remarks)
    words = group("changes")
    return [
        words("remarks_added", count=len(remarks)) if remarks else "",
        words("fields_added", count=fields) if fields else "",
    ]


def _annotations(page: Any) -> dict[Any, Any]:
    if "/Annots" not in page:
        return {}
    return {one.idnum: one.get_object() for one in _raw(page["/Annots"]) if hasattr(one, "idnum")}


def _attachments(before: Any, after: Any, reader: Any, revision: int) -> list[str]:
    old, new = _attached(before), _attached(after)
    words = group("changes")
    lines = [words("attachment_added", name=name) for name in new.keys() - old.keys()]
    lines += [words("attachment_removed", name=name) for name in old.keys() - new.keys()]
    for name in sorted(old.keys() & new.keys()):
        if reader.xrefs.get_last_change(new[name]) > revision or old[name].idnum != new[name].idnum:
            lines.append(words("attachment_replaced", name=name))
    return sorted(lines)


def _attached(root: Any) -> dict[str, Any]:
    """Name of each attached file → the object that holds its bytes."""
    found = {}
    for one in _raw(root["/AF"]) if "/AF" in root else []:
        entry = one.get_object()
        found[str(entry.get("/UF", ""))] = entry["/EF"].raw_get("/F").reference
    return found
