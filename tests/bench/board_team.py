"""What people of a team, and the housekeeping, do on a grown instance: for `bench_board`, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench import grown_board as teams
from wizard.case import now
from wizard.services import auditing, backup, cases, health, housekeeping, people, retention, together, transfer
from wizard.services.auditing import Wanted
from wizard.services.board import DUE_SOON, NOBODY, board_of
from wizard.services.instance import Instance
from wizard.store.rows import AuditQuery, BoardQuery
from wizard.ui.places.record_words import GROUPS

MANY = 2**31
PASSPHRASE = "松鼠 骑着 自行车 去 上海"


@dataclass(frozen=True)
class Asked:
    """One thing to do, and what must be done before it; `each`: of how many its time is told by one."""

    do: Callable[[], object]
    each: int = 0
    before: Callable[[], object] = lambda: None


class Team:
    """A team of an instance, to work in."""

    def __init__(self, instance: Instance, name: str, folder: Path) -> None:
        """Take the instance, the team's name and a folder for exports."""
        self.instance, self.name, self.folder, self.actor = instance, name, folder, teams.actor(name)
        with instance.store.read() as work:
            board, self.events = work.cases.board(name, self._query()), work.audit.count(name, AuditQuery(), MANY)
            self.some, self.count = board.lines[7], board.total
            recent = Counter(row.case_id for row in work.audit.find(name, AuditQuery(limit=1000)))
            [(self.busiest, _)] = recent.most_common(1)

    def asked(self) -> dict[str, Asked]:
        """Everything, by name."""
        return self.boards() | self.searches() | self.cases() | self.trails() | self.running()

    @staticmethod
    def _query(**more: Any) -> BoardQuery:
        return BoardQuery(due_by=now().date() + DUE_SOON, **more)

    def _board(self, **more: Any) -> Asked:
        def ask() -> object:
            with self.instance.store.read() as work:
                return work.cases.board(self.name, self._query(**more))

        return Asked(ask)

    def boards(self) -> dict[str, Asked]:
        """Pages without a text."""
        return {
            "open": self._board(), "page 5": self._board(offset=80), "last page": self._board(offset=self.count - 20),
            "filter by state": self._board(state="submitted"), "closed": self._board(state="closed"),
            "filter by scenario": self._board(scenario="settlement"),
            "both filters": self._board(scenario="settlement", state="closed"), "mine": self._board(assignee="p1"),
            "mine, both filters": self._board(assignee="p1", scenario="settlement", state="closed"),
            "nobody's": self._board(assignee=NOBODY), "due first": self._board(by_due=True),
            "due first, last page": self._board(by_due=True, offset=180),
            "due first, a state": self._board(by_due=True, state="submitted"),
            "due first, a scenario": self._board(by_due=True, scenario="settlement"),
            "due first, a colleague's": self._board(by_due=True, assignee="p7"),
            "due first, all filters": self._board(
                by_due=True, assignee="p7", scenario="settlement", state="submitted"
            ),
            "the page, permission asked": Asked(self._page),
            "warning of what is about to go": Asked(lambda: retention.expiring(self.instance, self.actor)),
            "which cases are about to go": Asked(lambda: retention.going(self.instance, self.actor)),
        }  # fmt: skip

    def _page(self) -> object:
        return board_of(self.instance, self.actor, assignee=self.actor.person_id)

    def searches(self) -> dict[str, Asked]:
        """Pages with a text."""
        board, old, older, several = self._board, teams.OLD, teams.OLDER, teams.SEVERAL
        return {
            "search a number": board(text=self.some.reference), "search a rare word": board(text="珍珠0号"),
            "search a common word": board(text="罚款争议"),
            "common word, filtered": board(text="罚款", state="answered"),
            "search nothing there": board(text="没有这样的"), "search a rare letter": board(text="鼋"),
            "search a common letter": board(text="款"), "a letter not there": board(text="囍"),
            "a letter, filtered": board(text="罚", state="closed", scenario="settlement"), "a digit": board(text="7"),
            "only in the oldest": board(text=old), "one of these letters": board(text=old[0]),
            "in a tenth, old": board(text=older[:2]), "three letters in a tenth, old": board(text=older),
            "the same, filtered": board(text=older[:2], state="draft", assignee="p3"),
            "in 900 of 100,000": board(text=several), "the same, mine": board(text=several, assignee="p1"),
            "mine, a common word": board(text="罚款争议", assignee="p1"),
            "all filters and a word": board(text="罚款", assignee="p1", state="closed", scenario="settlement"),
            "due first, a common word": board(text="罚款争议", by_due=True),
            "due first, a rare word": board(text="珍珠0号", by_due=True),
            "due first, a colleague's, a word": board(text="罚款", assignee="p7", by_due=True),
            "due first, in 900 of 100,000": board(text=several, by_due=True),
        }  # fmt: skip

    def cases(self) -> dict[str, Asked]:
        """One case: opened, saved, handed over, its words written, taken along."""
        return {
            "open a case": Asked(self._open), "save a case": Asked(self._save(1)),
            "close and reopen a case": Asked(self._close), "export a case": Asked(self._export),
            "words of some cases catch up": Asked(self._catch_up, before=self._save(housekeeping.AT_ONCE)),
        }  # fmt: skip

    def _open(self) -> object:
        """As somebody who has not had it open: its content, who is in it, what was said, what happened last."""
        self.instance.latest.forget(self.name, self.some.case_id)
        stored = cases.read(self.instance, self.actor, self.some.case_id)
        together.here(self.instance, self.actor, self.some.case_id, "facts", stored.version)
        together.comments(self.instance, self.actor, self.some.case_id)
        return cases.history(self.instance, self.actor, self.some.case_id, limit=10)

    def _save(self, many: int) -> Callable[[], None]:
        with self.instance.store.read() as work:
            chosen = [line.case_id for line in work.cases.board(self.name, self._query()).lines[:many]]

        def save() -> None:
            with self.instance.store.write() as work:
                for row in (work.cases.get(self.name, case_id) for case_id in chosen):
                    assert row
                    work.cases.replace(row)

        return save

    def _close(self) -> None:
        for state, assignee in (("closed", "p2"), ("draft", "p1")):
            with self.instance.store.write() as work:
                row = work.cases.get(self.name, self.some.case_id)
                assert row
                work.cases.replace(replace(row, state=state, assignee=assignee))

    def _catch_up(self) -> None:
        with self.instance.store.write() as work:
            work.cases.catch_up(work.cases.behind(now(), 1000)[: housekeeping.AT_ONCE])

    def _export(self) -> None:
        target = self.folder / "export"
        target.unlink(missing_ok=True)
        transfer.export_case(self.instance, self.some.case_id, target, PASSPHRASE)

    def trails(self) -> dict[str, Asked]:
        """Pages of what happened, and all of it."""

        def page(**more: Any) -> Asked:
            return Asked(lambda: auditing.team_trail(self.instance, self.actor, Wanted(**more)))

        of_case = Asked(lambda: auditing.case_trail(self.instance, self.actor, self.busiest))
        return {
            "trail of the busiest case": of_case, "trail of the team": page(), "of 7 days": page(days=7),
            "of 30 days, one person": page(days=30, person_id="p1"), "of one person": page(person_id="p1"),
            "of somebody who did nothing": page(person_id="px"),
            **{f"of one kind ({name})": page(events=GROUPS[name]) for name in ("案件", "证据", "成员", "留言")},
            "check the chain": Asked(lambda: auditing.verify_team(self.instance, self.actor), self.events),
            "export the team's trail": Asked(self._record, self.events),
        }  # fmt: skip

    def _record(self) -> int:
        return sum(len(piece) for piece in auditing.team_record(self.instance, self.actor))

    def running(self) -> dict[str, Asked]:
        """What an instance does for all its teams, and whole teams taken along."""
        target, every = self.folder / "whole", self._all_cases()
        return {
            "members of the team": Asked(lambda: people.members(self.instance, self.actor)),
            "teams of a person": Asked(self._teams),
            "numbers for a monitor": Asked(lambda: health.numbers(self.instance)),
            "cases to be deleted": Asked(lambda: retention.due(self.instance, now()), every),
            "sweep": Asked(lambda: housekeeping.sweep(self.instance)),
            "export the team": Asked(
                lambda: transfer.export_team(self.instance, self.name, target, PASSPHRASE), self.count, self._away
            ),
            "backup": Asked(lambda: backup.backup(self.instance, target, PASSPHRASE), every, self._away),
        }  # fmt: skip

    def _all_cases(self) -> int:
        with self.instance.store.read() as work:
            return work.cases.count()

    def _teams(self) -> object:
        with self.instance.store.read() as work:
            return work.people.memberships(self.actor.person_id)

    def _away(self) -> None:
        (self.folder / "whole").unlink(missing_ok=True)
