"""The manifest: every file with size and SHA-256, the case, the version and the version before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from wizard.package.archive.zipfile import Written
from wizard.package.parts.filing import Filing

FORMAT = "merchant-complaint-package/1"
NAME, SIGNATURE, SUMS = "manifest.json", "manifest.json.p7s", "SHA256SUMS"


def manifest_of(filing: Filing, files: Sequence[Written], pdf_name: str, level: str, authority: str) -> bytes:
    """The manifest as UTF-8 JSON with a fixed order of keys."""
    request, case = filing.request, filing.case
    content = {
        "format": FORMAT,
        "reference": case.reference,
        "version": request.version,
        "title": filing.document.title,
        "platform": case.platform,
        "scenario": case.scenario.value if case.scenario else None,
        "signed_at": request.signed_at.isoformat(),
        "signer": filing.seal.signer,
        "certificate": "own" if filing.seal.own else "instance",
        "level": level,
        "authority_sha256": authority,
        "knowledge_version": request.knowledge_version,
        "previous_manifest_sha256": request.previous_manifest_sha256,
        "changes": list(request.changes),
        "pdf": pdf_name,
        "files": _rows(filing, files),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _rows(filing: Filing, files: Sequence[Written]) -> list[dict[str, Any]]:
    """A row a file; those of exhibits say which, and what they are a masked copy of."""
    exhibits = {shown.stored_name: shown for shown in filing.exhibits}
    rows = []
    for file in files:
        row: dict[str, Any] = {"name": file.name, "size": file.size, "sha256": file.sha256}
        shown = exhibits.get(file.name.rpartition("/")[2])
        if shown is not None and "/" in file.name:
            row |= {"exhibit": shown.number, "title": shown.title, "media_type": shown.media_type}
            if shown.original_sha256:
                row |= {"masked_copy": True, "original_sha256": shown.original_sha256}
        rows.append(row)
    return rows


def sums_of(files: Sequence[Written]) -> bytes:
    """The list `sha256sum -c` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode("utf-8")
