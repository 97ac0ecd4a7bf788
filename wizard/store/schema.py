"""The tables, as SQLAlchemy sees them. Every change here needs a migration in `migrations/versions`."""

from __future__ import annotations

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

# Instants are whole seconds since 1970 (UTC) and money is in fen: both compare and sort alike on every database.
teams = Table(
    "teams",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("username", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
memberships = Table(
    "memberships",
    metadata,
    Column("team_id", String(32), nullable=False),
    Column("person_id", String(32), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("team_id", "person_id"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", String(32), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)
codes = Table(
    "codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # setup, ticket, invitation, reset, second, backup, identity
    Column("person_id", String(32)),
    Column("team_id", String(32)),
    Column("role", String(16)),
    Column("created_by", String(32)),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("used_at", BigInteger),
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("username", String(254), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)
second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", String(32), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
)
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("person_id", String(32), primary_key=True),
    Column("locked", Text, nullable=False),
    Column("name", String(200), nullable=False),
    Column("issuer", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("own", Boolean, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
)
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(300), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("person_id", String(32), nullable=False, index=True),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("issuer", "subject"),
)
cases = Table(
    "cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reference", String(9), nullable=False),
    Column("title", String(200), nullable=False),
    Column("scenario", String(32)),
    Column("shop", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("money", BigInteger, nullable=False),
    Column("next_due", Date),
    Column("next_task", String(200), nullable=False),
    Column("assignee", String(32)),
    Column("updated_at", BigInteger, nullable=False),
    Column("updated_by", String(32), nullable=False),
    Column("words_at", BigInteger),  # empty: `case_words` tells the last change; see `store.catching_up`
    Column("data", Text, nullable=False),  # last: SQLite reads through all that stands before what it is asked for
)
Index("cases_by_state", cases.c.team_id, cases.c.state, cases.c.next_due, cases.c.money)
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
    Column("team_id", String(32), nullable=False),
    Column("assignee", String(32), nullable=False),  # empty: nobody
    Column("scenario", String(32), nullable=False),  # empty: none chosen
    Column("state", String(16), nullable=False),
    Column("cases", Integer, nullable=False),
    Column("money", BigInteger, nullable=False),
    PrimaryKeyConstraint("team_id", "assignee", "scenario", "state"),
)
case_words = Table(
    "case_words",
    metadata,
    Column("team_id", String(32), nullable=False),
    Column("pair", String(2), nullable=False),  # or a single letter
    Column("at", BigInteger, nullable=False),  # when the case changed last; of a fresh case its `words_at`
    Column("case_id", String(64), nullable=False),
    Column("kind", Integer, nullable=False),  # of `case_kinds`; of a fresh case it means nothing
    PrimaryKeyConstraint("team_id", "pair", "at", "case_id", "kind"),
    sqlite_with_rowid=False,
)
case_kinds = Table(
    "case_kinds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("scenario", String(32), nullable=False),  # empty: none chosen
    Column("state", String(16), nullable=False),
    Column("assignee", String(32), nullable=False),  # empty: nobody
    UniqueConstraint("team_id", "scenario", "state", "assignee"),
)
case_files = Table(
    "case_files",
    metadata,
    Column("case_id", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("team_id", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("case_id", "sha256", "purpose"),
)
comments = Table(
    "comments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("step", String(16), nullable=False),  # empty: about the whole case
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("comments_by_case", comments.c.case_id, comments.c.at)
presence = Table(
    "presence",
    metadata,
    Column("case_id", String(64), nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("team_id", String(32), nullable=False),
    Column("step", String(16), nullable=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
    PrimaryKeyConstraint("case_id", "person_id"),
)
upload_links = Table(
    "upload_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False, index=True),
    Column("team_id", String(32), nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)
builds = Table(
    "builds",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("case_id", String(64), nullable=False, index=True),
    Column("person_id", String(32), nullable=False),
    Column("state", String(16), nullable=False),  # running, done, failed, cancelled
    Column("stage", String(100), nullable=False),
    Column("share", Float, nullable=False),
    Column("error", Text, nullable=False),
    Column("version", Integer),
    Column("started_at", BigInteger, nullable=False),
    Column("heard_at", BigInteger, nullable=False),
)
Index("builds_by_state", builds.c.state, builds.c.heard_at)
corrections = Table(
    "corrections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("platform", String(64), nullable=False),
    Column("place", String(200), nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("instead_of", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("withdrawn_at", BigInteger),
    Column("withdrawn_by", String(200), nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("team_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event", String(32), nullable=False),
    Column("person_id", String(32), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("details", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("after", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
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
