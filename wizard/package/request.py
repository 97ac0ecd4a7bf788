"""What is asked of a build and what it gives back: plain values that pass to a worker process and return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from wizard.case import Case, now
from wizard.document import Document

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class InstanceSigner:
    """Sign with a fresh certificate issued by this instance's own authority."""

    name: str
    """Who signs, as printed and as the certificate's common name."""
    organisation: str = ""
    """The business the person signs for; empty when none."""


@dataclass(frozen=True)
class OwnCertificate:
    """Sign with the person's own PKCS#12 file."""

    p12: bytes
    """The file's content (.p12 or .pfx)."""
    password: bytes = field(repr=False, default=b"")
    """Its password; never stored or logged."""
    name: str = ""
    """Printed name; empty: the certificate's common name."""


@dataclass(frozen=True)
class KeptKey:
    """Sign with a key that the person keeps here under a passphrase (`seal/passphrase_keys.py`)."""

    locked: str = field(repr=False)
    """The key as it is stored."""
    passphrase: bytes = field(repr=False)
    """Asked at every signature; never stored or logged."""
    name: str = ""
    """Printed name; empty: the certificate's common name."""


Signer = InstanceSigner | OwnCertificate | KeptKey


@dataclass(frozen=True)
class CoSigner:
    """A colleague who signs as well, in a field of their own, after the signer."""

    name: str
    organisation: str = ""
    signature_png: bytes | None = None
    """The drawn signature; None: the name is typed."""


@dataclass(frozen=True)
class Mail:
    """A mail to put among the texts, ready but for the signed PDF, which the builder attaches."""

    file_name: str
    """Such as `邮件.eml`."""
    message: bytes
    """The message as RFC 5322 bytes: headers and one plain text, no attachments."""


@dataclass(frozen=True)
class PackageLimits:
    """What is shown and carried inside the PDF and the mail; everything is always in the ZIP."""

    attached_bytes: int = 300 * MEGABYTE
    """Originals are attached to the PDF while they stay under this in all."""
    mail_bytes: int = 20 * MEGABYTE
    """The signed PDF is attached to the mail up to this size (a third more once encoded); servers refuse large mail."""
    pdf_pages: int = 200
    """Pages shown of one evidence PDF."""
    table_rows: int = 200
    """Rows shown of one spreadsheet or CSV."""
    table_columns: int = 14
    """Columns shown of one spreadsheet or CSV."""
    text_characters: int = 20_000
    """Characters shown of one text file."""
    long_image_slices: int = 120
    """Slices shown of one long screenshot."""


@dataclass(frozen=True)
class PackageRequest:
    """Everything a build needs; it reads nothing else."""

    case: Case
    document: Document
    out: Path
    """Where the ZIP is put; its folder must exist."""
    authority: Path
    """Folder of the instance's signing authority (made on first use)."""
    signer: Signer
    knowledge_version: str
    authority_secret: bytes | None = field(repr=False, default=None)
    """Passphrase of the authority's key; None: the key file beside it (made with mode 600)."""
    exhibit_files: dict[str, Path] = field(default_factory=dict)
    """Exhibit id → its original on this machine."""
    masked_types: dict[str, str] = field(default_factory=dict)
    """Exhibit id → media type of its masked copy; told from its content where it is not given."""
    masked_files: dict[str, Path] = field(default_factory=dict)
    """Exhibit id → the copy in which other people's data is covered: submitted and packed instead of the original."""
    unfinished: frozenset[str] = frozenset()
    """Exhibits whose masked copy is only a beginning, for a preview: its size and fingerprint are not known yet."""
    transcripts: dict[str, str] = field(default_factory=dict)
    """Exhibit id → the text the merchant wrote down or corrected, printed behind the exhibit."""
    texts: dict[str, bytes] = field(default_factory=dict)
    """File name → content, for 03-提交文本/."""
    mail: Mail | None = None
    """The mail for 03-提交文本/; its file name is none of `texts`."""
    followup_files: dict[str, bytes] = field(default_factory=dict)
    """File name → content, such as 04-跟进清单.xlsx and .ics."""
    checklist: Document | None = None
    """The checklist as a document, for 04-跟进清单.pdf."""
    signature_png: bytes | None = None
    """The drawn signature; None: the name is typed."""
    seal_png: bytes | None = None
    """A picture of the business's seal, beside the signature."""
    tsa_url: str | None = None
    """RFC 3161 authority; None: no timestamp."""
    revocation_url: str = ""
    """Where this instance publishes its revocation list; empty: nowhere."""
    version: int = 1
    previous_manifest_sha256: str | None = None
    changes: tuple[str, ...] = ()
    """What changed against the version before, one line each."""
    signed_at: dt.datetime = field(default_factory=now)
    cosigners: tuple[CoSigner, ...] = ()
    """Colleagues who sign this version together with the signer."""
    cosign_slots: int = 0
    """How many empty, visible slots to prepare for people who co-sign later (`wizard.package.cosign`)."""
    limits: PackageLimits = field(default_factory=PackageLimits)


@dataclass(frozen=True)
class CosignRequest:
    """A colleague's signature on a finished package."""

    package: Path
    """The ZIP as it is; it stays untouched."""
    out: Path
    """Where the copy with the signature is put."""
    authority: Path
    signer: Signer
    consent: str = ""
    """What the colleague agreed to; goes into signature and manifest."""
    capacity: str = ""
    authority_secret: bytes | None = field(repr=False, default=None)
    signature_png: bytes | None = None
    seal_png: bytes | None = None
    tsa_url: str | None = None
    revocation_url: str = ""
    signed_at: dt.datetime = field(default_factory=now)


@dataclass(frozen=True)
class PackageResult:
    """A finished package."""

    path: Path
    size: int
    sha256: str
    pdf_name: str
    pdf_sha256: str
    manifest_sha256: str
    level: str
    """The signature level reached, such as `PAdES B-B`."""
    pages: int
    signer: str
    certificate: str
    """`instance` or `own`."""
    attached: bool
    """Whether the originals are inside the PDF too."""
    warnings: tuple[str, ...] = ()
    """Things the person should know, in plain Chinese."""
