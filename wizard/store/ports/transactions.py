"""One transaction over all that the database keeps, and the database that gives it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from wizard.store.ports.cases import Builds, CaseFiles, Cases
from wizard.store.ports.colleagues import Comments, Presence, UploadLinks
from wizard.store.ports.people import Identities, People, SigningKeys
from wizard.store.ports.records import Audit, Corrections
from wizard.store.ports.sign_in import Factors, Sessions


class Work(Protocol):
    """One transaction: the parts of the database, seen and changed together."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def files(self) -> CaseFiles:
        """Which case holds which file."""

    @property
    def people(self) -> People:
        """People and teams."""

    @property
    def sessions(self) -> Sessions:
        """Sessions, codes, attempts."""

    @property
    def factors(self) -> Factors:
        """Second factors."""

    @property
    def signing_keys(self) -> SigningKeys:
        """Signing keys that people keep here."""

    @property
    def identities(self) -> Identities:
        """Identities of a single sign-on."""

    @property
    def comments(self) -> Comments:
        """Comments on cases."""

    @property
    def presence(self) -> Presence:
        """Who has which case open."""

    @property
    def audit(self) -> Audit:
        """The audit trail."""

    @property
    def links(self) -> UploadLinks:
        """Upload links of phones."""

    @property
    def builds(self) -> Builds:
        """Package builds."""

    @property
    def corrections(self) -> Corrections:
        """Corrections of the knowledge packs."""


class Store(Protocol):
    """A database."""

    def read(self) -> AbstractContextManager[Work]:
        """For reading, each statement at a moment of its own; raises `StoreUnavailable`."""

    def write(self) -> AbstractContextManager[Work]:
        """A transaction; committed at the end, undone by any exception. Raises `StoreUnavailable`."""

    def close(self) -> None:
        """Let go of all connections."""
