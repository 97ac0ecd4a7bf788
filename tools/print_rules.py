"""Prints docs/reference/roles.md from the code: which role may do what, and which service asks for which deed.

Usage: python -m tools.print_rules > docs/reference/roles.md
"""

import importlib
import pkgutil

import wizard.services
from wizard.services.access import RULES
from wizard.team.roles import DEEDS, ROLE_HINTS, ROLE_NAMES, May, Role, may

HEAD = """# 角色和权限（Roles and rules）

由代码生成（`python -m tools.print_rules`），测试核对它和代码一致。角色写在 `wizard/team/roles.py`，
每个服务要什么权限写在服务上面的 `@needs(…)`；每次调用都到数据库里查这个人现在的角色，
页面上的按钮只是少显示一些，不作数。

别的团队的人、停用的人、没有账号的人：任何服务都不答应，回答和“没有这个东西”一样，猜不出它在不在。
"""


def all_rules() -> dict[str, May]:
    """What each guarded service needs, after every module of the services has been imported."""
    for module in pkgutil.iter_modules(wizard.services.__path__):
        importlib.import_module(f"wizard.services.{module.name}")
    return dict(sorted(RULES.items()))


def page() -> str:
    """The page as Markdown."""
    roles = "".join(f"| {ROLE_NAMES[role]} | `{role}` | {ROLE_HINTS[role]} |\n" for role in Role)
    head = "| {} | {} |\n|---|---|{}|\n"
    names = " | ".join(ROLE_NAMES.values())
    deeds = "".join(f"| {DEEDS[deed]} | {_marks(deed)} |\n" for deed in May)
    rules = "".join(f"| `{name}` | {DEEDS[deed]} | {_marks(deed)} |\n" for name, deed in all_rules().items())
    columns = "|".join("---" for _ in Role)
    return (
        f"{HEAD}\n## 角色\n\n| 角色 | 代码 | 能做什么 |\n|---|---|---|\n{roles}"
        f"\n## 权限\n\n{head.format('权限', names, columns).replace('|---|---|', '|---|', 1)}{deeds}"
        f"\n## 服务\n\n{len(all_rules())} 个。\n\n| 服务 | 要的权限 | {names} |\n|---|---|{columns}|\n{rules}"
    )


def _marks(deed: May) -> str:
    return " | ".join("可以" if may(role, deed) else "—" for role in Role)


if __name__ == "__main__":
    print(page(), end="")
