"""The tables, as SQLAlchemy sees them. Every change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

metadata = MetaData()
ID, CASE_ID, SHA256 = String(32), String(64), String(64)
INSTANT, FEN = BigInteger(), BigInteger()
"""Whole seconds since 1970 (UTC) and whole fen: both compare and sort alike on every database."""


def _filled(name: str, kind: Any, **more: Any) -> Column[Any]:
    """A column that every row fills."""
    return Column(name, kind, nullable=False, **more)


teams = Table(
    "teams",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("name", String(200)),
    _filled("created_at", INSTANT),
)
people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("username", String(254), unique=True),
    _filled("name", String(200)),
    _filled("password_hash", String(200)),
    _filled("active", Boolean),
    _filled("created_at", INSTANT),
)
memberships = Table(
    "memberships",
    metadata,
    _filled("team_id", ID),
    _filled("person_id", ID, index=True),
    _filled("role", String(16)),
    _filled("active", Boolean),
    _filled("since", INSTANT),
    PrimaryKeyConstraint("team_id", "person_id"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", SHA256, primary_key=True),
    _filled("person_id", ID, index=True),
    _filled("created_at", INSTANT),
    _filled("expires_at", INSTANT, index=True),
)
codes = Table(
    "codes",
    metadata,
    Column("code_hash", SHA256, primary_key=True),
    _filled("kind", String(16)),  # setup, ticket, invitation, reset, second, backup, identity
    Column("person_id", ID),
    Column("team_id", ID),
    Column("role", String(16)),
    Column("created_by", ID),
    _filled("expires_at", INSTANT, index=True),
    Column("used_at", INSTANT),
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("username", String(254)),
    _filled("address", String(64)),
    _filled("at", INSTANT, index=True),
)
second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", ID, primary_key=True),
    _filled("sealed", Text),
    _filled("confirmed", Boolean),
    _filled("last_step", BigInteger),
    _filled("since", INSTANT),
)
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("person_id", ID, primary_key=True),
    _filled("locked", Text),
    _filled("name", String(200)),
    _filled("issuer", String(200)),
    _filled("fingerprint", SHA256),
    _filled("own", Boolean),
    _filled("until", INSTANT),
    _filled("since", INSTANT),
)
identities = Table(
    "identities",
    metadata,
    _filled("issuer", String(300)),
    _filled("subject", String(255)),
    _filled("person_id", ID, index=True),
    _filled("since", INSTANT),
    PrimaryKeyConstraint("issuer", "subject"),
)
cases = Table(
    "cases",
    metadata,
    Column("id", CASE_ID, primary_key=True),
    _filled("team_id", ID),
    _filled("version", Integer),
    _filled("reference", String(9)),
    _filled("title", String(200)),
    Column("scenario", String(32)),
    _filled("shop", String(200)),
    _filled("state", String(16)),
    _filled("money", FEN),
    Column("next_due", Date),
    _filled("next_task", String(200)),
    Column("assignee", ID),
    _filled("updated_at", INSTANT),
    _filled("updated_by", ID),
    Column("words_at", INSTANT),  # empty: `case_words` tells the last change; see `store.catching_up`
    _filled("data", Text),  # last: SQLite reads through all that stands before what it is asked for
)
Index("cases_by_reference", cases.c.team_id, cases.c.reference)
# Each of these carries all that the board filters and orders by, so that finding a page opens no other case.
_SEARCHED = {
    "cases_by_time": ("updated_at", "id", "scenario", "state", "assignee"),
    "cases_by_scenario": ("scenario", "updated_at", "id", "state", "assignee"),
    "cases_by_state_and_time": ("state", "updated_at", "id", "scenario", "assignee"),
    "cases_by_assignee": ("assignee", "updated_at", "id", "scenario", "state"),
    "cases_by_scenario_and_state": ("scenario", "state", "updated_at", "id", "assignee"),
}
for _name, _columns in _SEARCHED.items():
    Index(_name, cases.c.team_id, *(cases.c[column] for column in _columns))
_DUE = {
    "cases_due": ("next_due", "id", "scenario", "state", "assignee"),
    "cases_due_by_assignee": ("assignee", "next_due", "id", "scenario", "state"),
}
for _name, _columns in _DUE.items():
    Index(
        _name,
        cases.c.team_id,
        *(cases.c[column] for column in _columns),
        sqlite_where=cases.c.next_due.is_not(None),
        postgresql_where=cases.c.next_due.is_not(None),
    )
_FRESH = ("updated_at", "id", "scenario", "state", "assignee", "words_at")
Index(
    "cases_fresh",
    cases.c.team_id,
    *(cases.c[column] for column in _FRESH),
    sqlite_where=cases.c.words_at.is_not(None),
    postgresql_where=cases.c.words_at.is_not(None),
)
# Made from `cases` by `store.cases` at every change: they are not in backups.
figures = Table(
    "figures",
    metadata,
    _filled("team_id", ID),
    _filled("assignee", ID),  # empty: nobody
    _filled("scenario", String(32)),  # empty: none chosen
    _filled("state", String(16)),
    _filled("cases", Integer),
    _filled("money", FEN),
    PrimaryKeyConstraint("team_id", "assignee", "scenario", "state"),
)
case_words = Table(
    "case_words",
    metadata,
    _filled("team_id", ID),
    _filled("pair", String(2)),  # or a single letter
    _filled("at", INSTANT),  # when the case changed last; of a fresh case its `words_at`
    _filled("case_id", CASE_ID),
    _filled("kind", Integer),  # of `case_kinds`; of a fresh case it means nothing
    PrimaryKeyConstraint("team_id", "pair", "at", "case_id", "kind"),
    sqlite_with_rowid=False,
)
case_kinds = Table(
    "case_kinds",
    metadata,
    Column("id", Integer, primary_key=True),
    _filled("team_id", ID),
    _filled("scenario", String(32)),  # empty: none chosen
    _filled("state", String(16)),
    _filled("assignee", ID),  # empty: nobody
    UniqueConstraint("team_id", "scenario", "state", "assignee"),
)
case_files = Table(
    "case_files",
    metadata,
    _filled("case_id", CASE_ID),
    _filled("sha256", SHA256, index=True),
    _filled("purpose", String(16)),
    _filled("team_id", ID),
    _filled("size", BigInteger),
    _filled("added_at", INSTANT),
    PrimaryKeyConstraint("case_id", "sha256", "purpose"),
)
comments = Table(
    "comments",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("team_id", ID),
    _filled("case_id", CASE_ID),
    _filled("person_id", ID),
    _filled("step", String(16)),  # empty: about the whole case
    _filled("text", Text),
    _filled("at", INSTANT),
)
Index("comments_by_case", comments.c.case_id, comments.c.at)
presence = Table(
    "presence",
    metadata,
    _filled("case_id", CASE_ID),
    _filled("person_id", ID),
    _filled("team_id", ID),
    _filled("step", String(16)),
    _filled("seen_at", INSTANT, index=True),
    PrimaryKeyConstraint("case_id", "person_id"),
)
upload_links = Table(
    "upload_links",
    metadata,
    Column("token_hash", SHA256, primary_key=True),
    _filled("case_id", CASE_ID, index=True),
    _filled("team_id", ID),
    _filled("person_id", ID),
    _filled("expires_at", INSTANT, index=True),
)
builds = Table(
    "builds",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("team_id", ID),
    _filled("case_id", CASE_ID, index=True),
    _filled("person_id", ID),
    _filled("state", String(16)),  # running, done, failed, cancelled
    _filled("stage", String(100)),
    _filled("share", Float),
    _filled("error", Text),
    Column("version", Integer),
    _filled("started_at", INSTANT),
    _filled("heard_at", INSTANT),
)
Index("builds_by_state", builds.c.state, builds.c.heard_at)
corrections = Table(
    "corrections",
    metadata,
    Column("id", ID, primary_key=True),
    _filled("platform", String(64)),
    _filled("place", String(200)),
    _filled("value", Text),
    _filled("source", Text),
    _filled("checked_on", Date),
    _filled("instead_of", Text),
    _filled("by", String(200)),
    _filled("at", INSTANT),
    Column("withdrawn_at", INSTANT),
    _filled("withdrawn_by", String(200)),
)
audit = Table(
    "audit",
    metadata,
    _filled("team_id", ID),
    _filled("number", Integer),
    _filled("at", INSTANT),
    _filled("event", String(32)),
    _filled("person_id", ID),
    _filled("case_id", CASE_ID),
    _filled("details", Text),
    _filled("before", SHA256),
    _filled("after", SHA256),
    _filled("previous", SHA256),
    _filled("digest", SHA256),
    PrimaryKeyConstraint("team_id", "number"),
)
Index("audit_by_case", audit.c.team_id, audit.c.case_id, audit.c.number)
Index("audit_by_person", audit.c.team_id, audit.c.person_id, audit.c.number)
SELDOM = audit.c.event != literal_column("'case_changed'")
"""Nine events of ten are saves: those are found quickly without an index, which each of them would have to write."""
Index(
    "audit_by_event",
    audit.c.team_id,
    audit.c.event,
    audit.c.number,
    sqlite_where=SELDOM,
    postgresql_where=SELDOM,
)
