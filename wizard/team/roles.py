"""Roles and what each may do. This table is the only place that says so; the services ask it on every call.

Each role may do what the one below it may, and something more: viewer, editor, signer, owner. Signing stands above
writing because it binds the shop: who prepares the papers need not be who answers for them.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's part in a team."""

    OWNER = "owner"
    SIGNER = "signer"
    EDITOR = "editor"
    VIEWER = "viewer"


class May(StrEnum):
    """Something a service lets people do."""

    READ = "read"
    COMMENT = "comment"
    WRITE = "write"
    SIGN = "sign"
    DELETE = "delete"
    MANAGE = "manage"


_VIEWING = frozenset({May.READ, May.COMMENT})
ALLOWED: dict[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.SIGNER: _VIEWING | {May.WRITE, May.SIGN},
    Role.EDITOR: _VIEWING | {May.WRITE},
    Role.VIEWER: _VIEWING,
}
ROLE_NAMES = {Role.OWNER: "负责人", Role.SIGNER: "签署人", Role.EDITOR: "编辑", Role.VIEWER: "查看"}
ROLE_HINTS = {
    Role.OWNER: "能做一切，包括邀请、改角色、看操作记录和删除案件",
    Role.SIGNER: "能新建、修改案件，也能签署、生成材料包",
    Role.EDITOR: "能新建、修改案件；签署要交给签署人或负责人",
    Role.VIEWER: "只能看、下载和留言，不能改",
}
DEEDS = {
    May.READ: "查看",
    May.COMMENT: "留言",
    May.WRITE: "修改",
    May.SIGN: "签署和生成材料包",
    May.DELETE: "删除案件",
    May.MANAGE: "管理团队",
}


def may(role: str | None, deed: May) -> bool:
    """Whether a role allows a deed; an unknown or missing role allows nothing."""
    return role in set(Role) and deed in ALLOWED[Role(str(role))]
