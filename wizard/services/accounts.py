"""Accounts: what a new one must look like, and the parts that signing in and membership share."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.case import new_case_id, now
from wizard.input_problems import Problem
from wizard.services.errors import NotFound, refused
from wizard.store.ports import Work
from wizard.store.rows import PersonRow
from wizard.team import names, passwords, tokens


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: str
    username: str
    name: str


def by_username(work: Work, username: str) -> Person:
    """The account of a name for signing in; raises `NotFound`."""
    row = work.people.by_username(username)
    if row is None:
        raise NotFound("登录名")
    return person_of_row(row)


def add_person(work: Work, username: str, name: str, secret: str) -> Person:
    """Store a new account; raises `Refused` when the name is taken."""
    row = PersonRow(new_case_id(), username.casefold(), name.strip(), secret, True, now())
    try:
        work.people.add(row)
    except ValueError as taken:
        raise refused("username", "这个登录名已经有人用了。", "请换一个。") from taken
    return person_of_row(row)


def person_of_row(row: PersonRow) -> Person:
    """The account as people see it: without its hash."""
    return Person(row.id, row.username, row.name)


def account_problems(username: str, name: str, password: str) -> list[Problem]:
    """Everything wrong with a new account's fields."""
    checks = (
        ("username", names.username_problem(username)),
        ("name", names.name_problem(name)),
        ("password", passwords.weakness(password, username)),
    )
    return [problem for field, words in checks for problem in named(field, words)]


def named(field: str, words: tuple[str, str] | None) -> list[Problem]:
    """A check's words as a problem of a field; nothing when the check found nothing."""
    return [Problem(field, *words)] if words else []


def redeem(work: Work, kind: str, code: str, message: str, mend: str) -> str:
    """Use up a one-time code; its person id. Raises `Refused` with the given words when it is not good."""
    person_id = work.sessions.redeem(kind, tokens.code_digest(code), now())
    if person_id is None:
        raise refused("code", message, mend)
    return person_id
