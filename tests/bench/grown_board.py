"""Teams of any size for `bench_board`: cases with their events, files and packages, as three years leave them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import select

from wizard.case import Case, new_case_id, new_reference, now
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.store import schema
from wizard.store.audit import FIRST, link
from wizard.store.database import SqlStore
from wizard.store.rows import AuditEvent

YEARS = dt.timedelta(days=3 * 365)
PEOPLE = 5
OTHER_TEAMS = 200
"""Teams of one case that everybody belongs to as well."""
OLD, OLDER = "旧鬲", "古罍尊"
"""In the oldest cases only, three in two hundred, and in a tenth of the cases, of the older half."""
SEVERAL = "琥珀"
"""In nine cases of a thousand: of 100,000 in as many as are counted whole."""
FRESH = 100
"""Cases changed since their words were written, as many as a busy team has."""
EVENTS, FILES = 9, 4
"""Of each case; the first one has half as many events again as the team has cases."""
WORDS = (
    "罚款争议", "结算佣金", "推广误导", "客服处理", "系统故障",
    "平台规则", "发货超时", "虚假交易", "扣了货款", "没有说明",
)  # fmt: skip
STATES = ("draft", "packaged", "submitted", "answered", "closed")
SCENARIOS = ("fine_dispute", "settlement", "misleading_promotion", "support_misconduct", "system_bug")
SELDOM = (AuditEvent.ROLE_CHANGED, AuditEvent.INVITED, AuditEvent.CASE_DELETED)
"""One event in a thousand; of the others nine in ten are saves."""
OFTEN = (*[AuditEvent.CASE_CHANGED] * 9, AuditEvent.EVIDENCE_ADDED)
_BATCH = 2000


def fill(store: SqlStore, team: str, count: int, files: Sequence[str]) -> None:
    """A team with `count` cases and all that belongs to them; each holds some of `files`, by SHA-256."""
    chance = random.Random(team)
    ids = [new_case_id() for _ in range(count)]
    with store.transaction() as connection:
        connection.execute(schema.teams.insert(), {"id": team, "name": team, "created_at": 0})
    members = ({"team_id": team, "person_id": f"p{one}", "role": "owner", "active": True} for one in range(PEOPLE))
    _insert(store, "memberships", (row | {"since": 0} for row in members))
    _insert(store, "cases", (_case(chance, team, case_id, number, count) for number, case_id in enumerate(ids)))
    _insert(store, "case_files", (_file(team, one, sha256) for one in ids for sha256 in chance.sample(files, FILES)))
    _insert(store, "builds", (_build(chance, team, one) for one in ids))
    _insert(store, "audit", _events(chance, team, ids))


def others(store: SqlStore, files: Sequence[str]) -> None:
    """The people, and the many small teams that they are in too."""
    _insert(store, "people", (_person(number) for number in range(PEOPLE)))
    for number in range(OTHER_TEAMS):
        fill(store, f"other{number}", 1, files)


def ids_of(store: SqlStore, team: str) -> list[str]:
    """The ids of all cases of a team."""
    with store.transaction() as connection:
        return list(connection.execute(select(schema.cases.c.id).where(schema.cases.c.team_id == team)).scalars())


def change(store: SqlStore, team: str) -> None:
    """Save a fifth of the cases of a team, `FRESH` of them at most, wherever they stand."""
    ids = sorted(ids_of(store, team))
    with store.write() as work:
        for case_id in random.Random(7).sample(ids, min(FRESH, len(ids) // 5)):
            row = work.cases.get(team, case_id)
            assert row
            work.cases.replace(replace(row, updated_at=now()))


def files(instance: Instance) -> list[str]:
    """What all cases hold some of: few files, for their number is not what is measured."""
    page = instance.settings.temporary / "page.txt"
    made = []
    for number in range(2 * FILES):
        page.write_text(f"第 {number} 页\n" * 50, "utf-8")
        made.append(instance.files.add(page)[0])
    return made


def actor(team: str) -> Actor:
    """Somebody who owns the team, and a fifth of its cases."""
    return Actor("p1", "人1", team, team, "owner")


def _insert(store: SqlStore, table: str, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, _BATCH)):
        with store.transaction() as connection:
            connection.execute(schema.metadata.tables[table].insert(), some)


def _person(number: int) -> dict[str, Any]:
    account = {"username": f"p{number}", "name": f"人{number}", "password_hash": "!", "active": True, "created_at": 0}
    return {"id": f"p{number}"} | account


def _case(chance: random.Random, team: str, case_id: str, number: int, count: int) -> dict[str, Any]:
    at = int((now() - YEARS * number / count).timestamp())
    due = now().date() + dt.timedelta(days=chance.randrange(-300, 100)) if number % 3 == 0 else None
    story = Case(id=case_id, narrative="发生了很多事。" * 300).model_dump_json()
    return {
        "id": case_id, "team_id": team, "version": 1, "data": story, "reference": new_reference(),
        "title": f"{chance.choice(WORDS)}：{chance.choice(WORDS)}{_rare(number, count)}",
        "scenario": chance.choice(SCENARIOS), "shop": f"晨星旗舰店{number % 97}", "state": chance.choice(STATES),
        "money": chance.randrange(10**7), "next_due": due, "next_task": "", "assignee": f"p{number % PEOPLE}",
        "updated_at": at, "updated_by": "p1",
    }  # fmt: skip


def _rare(number: int, count: int) -> str:
    """What few titles have, one in fifty a word of its own."""
    rare = f"珍珠{number // 50}号" if number % 50 == 0 else ""
    rare += OLD if number >= count - count * 3 // 200 else "鼋" if number % 5000 == 0 else ""
    return rare + (OLDER if count // 2 < number <= count * 6 // 10 else SEVERAL if number % 111 == 5 else "")


def _file(team: str, case_id: str, sha256: str) -> dict[str, Any]:
    return {"case_id": case_id, "sha256": sha256, "purpose": "exhibit", "team_id": team, "size": 1000, "added_at": 0}


def _build(chance: random.Random, team: str, case_id: str) -> dict[str, Any]:
    done = {"state": "done", "stage": "", "share": 1.0, "error": "", "version": 1, "started_at": 0, "heard_at": 0}
    return {"id": f"{chance.getrandbits(128):032x}", "team_id": team, "case_id": case_id, "person_id": "p1"} | done


def _events(chance: random.Random, team: str, ids: list[str]) -> Iterator[dict[str, Any]]:
    """A whole chain: ten events a case, of the first case half as many as all of these and more."""
    cases = [*ids * EVENTS, *ids[:1] * (len(ids) // 2)]
    chance.shuffle(cases)
    began, each, previous = int((now() - YEARS).timestamp()), YEARS.total_seconds() / len(cases), FIRST
    for number, case_id in enumerate(cases, 1):
        values = {
            "team_id": team, "number": number, "at": began + int(each * number),
            "event": str(chance.choice(SELDOM if number % 1000 == 7 else OFTEN)),
            "person_id": f"p{chance.randrange(PEOPLE)}", "case_id": case_id,
            "details": '{"paths": ["narrative"], "version": 3}', "before": FIRST, "after": FIRST, "previous": previous,
        }  # fmt: skip
        values["digest"] = previous = link(values)
        yield values
