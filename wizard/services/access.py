"""Who is asking, and the one decorator by which every service asks whether they may.

The role is looked up in the database on each call: a person who was deactivated or demoted a moment ago is refused,
whatever their open page still believes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from wizard.services.errors import NotAllowed, NotFound, refused
from wizard.services.instance import Instance
from wizard.store.ports import Work
from wizard.team.roles import DEEDS, ROLE_NAMES, May, Role, may

P = ParamSpec("P")
R = TypeVar("R")
RULES: dict[str, May] = {}  # name of each guarded service -> what it needs; the matrix test reads it


@dataclass(frozen=True)
class Actor:
    """A person in one of their teams."""

    person_id: str
    name: str
    team_id: str
    team_name: str
    role: str


def permit(instance: Instance, actor: Actor, deed: May) -> None:
    """Pass, or raise: `NotFound` for somebody who is no active member, `NotAllowed` when the role is too small."""
    with instance.store.read() as work:
        role = work.people.role_of(actor.team_id, actor.person_id)
    if role is None:
        raise NotFound("团队")
    if not may(role, deed):
        raise NotAllowed(
            f"您在这个团队的角色是「{ROLE_NAMES[Role(role)]}」，不能{DEEDS[deed]}。需要时请找团队负责人调整角色。"
        )


def can_have_cases(work: Work, team_id: str, person_id: str) -> None:
    """Pass for a member who may work on a case; `NotFound` for nobody of the team, `Refused` for a viewer."""
    role = work.people.role_of(team_id, person_id)
    if role is None:
        raise NotFound("成员")
    if not may(role, May.WRITE):
        raise refused("assignee", "这位同事的角色是「查看」，不能办理案件。", "请选另一位，或先改他的角色。")


def needs(
    deed: May,
) -> Callable[[Callable[Concatenate[Instance, Actor, P], R]], Callable[Concatenate[Instance, Actor, P], R]]:
    """Guard a service whose first two arguments are the instance and the actor."""

    def guard(service: Callable[Concatenate[Instance, Actor, P], R]) -> Callable[Concatenate[Instance, Actor, P], R]:
        RULES[f"{service.__module__.rsplit('.', 1)[-1]}.{service.__name__}"] = deed

        @functools.wraps(service)
        def guarded(instance: Instance, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            permit(instance, actor, deed)
            return service(instance, actor, *args, **kwargs)

        return guarded

    return guard
