"""What runs inside worker processes. Heavy libraries are imported here, never in the process that serves pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.evidence import Inspection
    from wizard.evidence.reading import Reading
    from wizard.evidence.showing import Shown
    from wizard.evidence.unpacking import Member, Taken, Wish
    from wizard.followup import Task
    from wizard.knowledge.checks.finding import CheckFinding
    from wizard.package import PackageResult, Verdict
    from wizard.package.seal.passphrase_keys import MadeKey
    from wizard.services.building import Build, Cosigning
    from wizard.services.reconciling import Checked, Table
    from wizard.store.rows import ChainChecked


def inspect(path: Path, file_name: str) -> Inspection | tuple[str, str]:
    """What a file is; `(code, words)` for one that is refused."""
    from wizard.evidence import RefusedFile, inspect_file

    try:
        return inspect_file(path, file_name)
    except RefusedFile as refusal:
        return refusal.code, refusal.message


def members(path: Path, media_type: str, password: str) -> list[Member] | None:
    """What lies in an archive or a mail; `None` when its names need a password."""
    from wizard.evidence.inspection.listing import ArchiveTrouble
    from wizard.evidence.unpacking import members_of

    try:
        return members_of(path, media_type, password)
    except ArchiveTrouble:
        return None


def take_out(path: Path, media_type: str, wanted: list[Member], wish: Wish) -> list[Taken]:
    """Some members of an archive or a mail as files in a folder, each looked into."""
    from wizard.evidence.unpacking import take_out as take

    return take(path, media_type, wanted, wish)


def unlocks(path: Path, media_type: str, password: str, folder: Path) -> bool:
    """Whether a password opens an archive."""
    from wizard.evidence.unpacking import unlocks as opens

    return opens(path, media_type, password, folder)


def read(path: Path, media_type: str) -> Reading:
    """What stands in a file; with low priority, since it uses a whole core for seconds. Progress is a share, 0 to 1."""
    from wizard.evidence.reading import read_file
    from wizard.services.worker import progress, step_back

    step_back()
    return read_file(path, media_type, progress)


def page_to_show(path: Path, media_type: str, page: int) -> bytes | None:
    """A page as a JPEG to draw boxes on; `None` when there is no such page."""
    from wizard.evidence.covering import CannotCover
    from wizard.evidence.covering import page_to_show as draw

    try:
        return draw(path, media_type, page)
    except CannotCover:
        return None


def build(job: Build) -> PackageResult:
    """Compose, render, sign and pack; progress goes to the parent as `(stage, share)`."""
    from wizard.services.building import run
    from wizard.services.worker import progress

    return run(job, lambda stage, share: progress((stage, share)))


def cosign(job: Cosigning) -> PackageResult:
    """A colleague's signature on a finished package; progress goes to the parent as `(stage, share)`."""
    from wizard.services.building import cosign as run
    from wizard.services.worker import progress

    return run(job, lambda stage, share: progress((stage, share)))


def preview_package(job: Build) -> bytes:
    """The package's PDF, unsigned, to look at."""
    from wizard.services.building import draw

    return draw(job)


def check_content(platform: str) -> list[CheckFinding]:
    """What the content checks find in a knowledge pack as written."""
    from wizard.knowledge import check
    from wizard.knowledge.load import as_written

    return list(check(as_written(platform)))


def check_chain(database: str, team_id: str) -> ChainChecked:
    """How a team's audit trail is found, from its first event; `database` is an address."""
    from wizard.store.database import SqlStore

    store = SqlStore(database)
    try:
        with store.read() as work:
            return work.audit.check(team_id)
    finally:
        store.close()


def verify(path: Path, authority: Path, name: str) -> Verdict:
    """The verdict on a package file; this instance's own authority is recognised."""
    from wizard.services.building import judge

    return judge(path, authority, name)


def certificate_problem(p12: bytes, password: bytes, at: dt.datetime) -> str:
    """What is wrong with a person's own certificate, in words; empty when it can sign."""
    from wizard.package import CertificateUnusable, OwnCertificate
    from wizard.package.seal.own import identity_of

    try:
        identity_of(OwnCertificate(p12, password), at)
    except CertificateUnusable as unusable:
        return str(unusable)
    return ""


def kept_key_problem(locked: str, passphrase: bytes, at: dt.datetime) -> str:
    """What is wrong with a kept key or its passphrase, in words; empty when it can sign."""
    from wizard.package import CertificateUnusable, KeptKey
    from wizard.package.seal.passphrase_keys import kept_identity

    try:
        kept_identity(KeptKey(locked, passphrase), at)
    except CertificateUnusable as unusable:
        return str(unusable)
    return ""


def make_key(authority: Path, name: str, organisation: str, passphrase: bytes, list_url: str) -> MadeKey:
    """A key under the instance's authority, locked with the person's passphrase."""
    from wizard.package.seal import passphrase_keys

    return passphrase_keys.make_key(authority, name, organisation, passphrase, list_url)


def keep_certificate(p12: bytes, password: bytes, passphrase: bytes, at: dt.datetime) -> MadeKey | str:
    """A person's own certificate locked with their passphrase; the words when it cannot be used."""
    from wizard.package import CertificateUnusable, OwnCertificate
    from wizard.package.seal import passphrase_keys

    try:
        return passphrase_keys.keep_certificate(OwnCertificate(p12, password), passphrase, at)
    except CertificateUnusable as unusable:
        return str(unusable)


def change_passphrase(locked: str, old: bytes, new: bytes) -> str | None:
    """A key under another passphrase; None when the old one is wrong."""
    from wizard.package import CertificateUnusable
    from wizard.package.seal import passphrase_keys

    try:
        return passphrase_keys.change_passphrase(locked, old, new)
    except CertificateUnusable:
        return None


def revocation_list(authority: Path) -> bytes | None:
    """The instance's revocation list (PEM), signed anew when it is a day old; None without an authority."""
    from wizard.case import now
    from wizard.package.seal.authority import published_list

    return published_list(authority, None, now())


def workbook(tasks: list[Task], case: Any) -> bytes:
    """The checklist as a spreadsheet."""
    from wizard.followup import workbook as make

    return make(tasks, case)


def show(path: Path, media_type: str) -> Shown:
    """What is shown of a table, a mail, a talk or a text."""
    from wizard.evidence.showing import shown_of

    return shown_of(path, media_type)


def preview(path: Path, media_type: str) -> bytes:
    """A small JPEG of an image or of a PDF's first page; raises `ValueError` for other kinds."""
    from wizard.services.previewing import preview as draw

    return draw(path, media_type)


def check_bills(files: list[tuple[Path, str]], daily_limit: int | None, platform: str) -> Checked:
    """Reconcile bills; progress goes to the parent as `(stage, share)`."""
    from wizard.services.reconciling import check
    from wizard.services.worker import progress

    return check(files, daily_limit, platform, lambda stage, share: progress((stage, share)))


def bill_tables(table: Table) -> tuple[bytes, bytes]:
    """The differences a merchant stands by, as PDF and as spreadsheet."""
    from wizard.services.reconciling import tables

    return tables(table)
