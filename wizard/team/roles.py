"""Roles and what each may do. This table is the only place that says so; the services ask it on every call."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's part in a team."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class May(StrEnum):
    """Something a service lets people do."""

    READ = "read"
    WRITE = "write"
    SIGN = "sign"
    DELETE = "delete"
    MANAGE = "manage"


ALLOWED: dict[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.EDITOR: frozenset({May.READ, May.WRITE, May.SIGN}),
    Role.VIEWER: frozenset({May.READ}),
}
ROLE_NAMES = {Role.OWNER: "负责人", Role.EDITOR: "编辑", Role.VIEWER: "查看"}
DEEDS = {
    May.READ: "查看",
    May.WRITE: "修改",
    May.SIGN: "签署和生成材料包",
    May.DELETE: "删除案件",
    May.MANAGE: "管理团队",
}


def may(role: str | None, deed: May) -> bool:
    """Whether a role allows a deed; an unknown or missing role allows nothing."""
    return role in set(Role) and deed in ALLOWED[Role(str(role))]
