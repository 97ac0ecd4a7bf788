"""Running an instance from the command line: people, teams, keys, audit trail."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from wizard.cli.output import answer_no, fail, jsonable, note, show
from wizard.services.instance import Instance

user_app = typer.Typer(no_args_is_help=True, help="账号")
team_app = typer.Typer(no_args_is_help=True, help="团队")
audit_app = typer.Typer(no_args_is_help=True, help="操作记录")
keys_app = typer.Typer(no_args_is_help=True, help="本系统的密钥")


@contextmanager
def opened(*, new: bool = False) -> Iterator[Instance]:
    """The instance of the settings, for one command; only with `new` one is made where there is none yet."""
    from wizard.bootstrap import holds_data, open_instance
    from wizard.settings import settings

    if not new and not holds_data(settings()):
        fail(
            f"数据目录 {settings().data_folder} 里没有数据库，什么都没有做。请核对环境变量 WIZARD_DATA_FOLDER；"
            "装成服务时，设置在 /etc/wizard.env 里，请用 docs/operations.md 里的 wizard 命令。"
        )
    instance = open_instance(settings())
    try:
        yield instance
    finally:
        instance.close()


@user_app.command("list")
def user_list() -> None:
    """列出账号。"""
    with opened() as instance, instance.store.read() as work:
        people = work.people.all()
    show([{"username": one.username, "name": one.name, "active": one.active} for one in people])


@user_app.command("add")
def user_add(
    username: str,
    name: Annotated[str, typer.Option(help="姓名")],
    password: Annotated[str, typer.Option(envvar="WIZARD_NEW_PASSWORD", hidden=True)] = "",
) -> None:
    """新建账号；密码从环境变量 WIZARD_NEW_PASSWORD 读取，或在提示后输入。"""
    from wizard.services import people

    if not password and sys.stdin.isatty():
        password = typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次", err=True)
    with opened(new=True) as instance:
        show(jsonable(people.create_person(instance, username, name, password)))


@user_app.command("reset")
def user_reset(username: str) -> None:
    """发一个一次性重设码。"""
    from wizard.services import people

    with opened() as instance:
        show(jsonable(people.reset_code_for(instance, username)))


@user_app.command("reset-second-factor")
def user_reset_second_factor(username: str) -> None:
    """关闭一个人的双重验证（手机和备用码都丢了），立即结束他的全部会话。"""
    from wizard.services import second_factor

    with opened() as instance:
        second_factor.reset_for(instance, username)
    note(f"已关闭 {username} 的双重验证。")


@user_app.command("deactivate")
def user_deactivate(username: str) -> None:
    """停用账号，立即结束它的全部会话。"""
    from wizard.services import people

    with opened() as instance:
        ownerless = people.close_account(instance, username)
    note(f"已停用 {username}。停用错了，用 user activate {username} 恢复。")
    for team in ownerless:
        note(f"团队「{team}」现在没有负责人：没有人能邀请、改角色。请恢复这个账号，由他先定好下一位负责人。")


@user_app.command("activate")
def user_activate(username: str) -> None:
    """恢复停用的账号：密码和各团队的角色照旧。"""
    from wizard.services import people

    with opened() as instance:
        people.reopen_account(instance, username)
    note(f"已恢复 {username}。")


@team_app.command("list")
def team_list() -> None:
    """列出团队和成员。"""
    with opened() as instance, instance.store.read() as work:
        teams = [
            {
                "id": team_id,
                "name": name,
                "members": [
                    {"username": member.username, "name": member.name, "role": member.role, "active": member.active}
                    for member in work.people.members(team_id)
                ],
            }
            for team_id, name in work.people.teams()
        ]
    show(teams)


@team_app.command("add")
def team_add(name: str, owner: Annotated[str, typer.Option(help="负责人的登录名")]) -> None:
    """新建团队，指定负责人。"""
    from wizard.services import people

    with opened() as instance:
        show({"id": people.create_team(instance, owner, name), "name": name})


@audit_app.command("verify")
def audit_verify(
    since: Annotated[
        Path | None, typer.Option("--since", metavar="FILE", help="以前某次核对的输出；用它还能发现末尾被删")
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="只核对导出的一件案件的记录（.jsonl）")
    ] = None,
) -> None:
    """核对操作记录的哈希链；有改动时退出码为 1。"""
    from wizard.services.auditing import verify_audit

    if record is not None:
        _verify_record(record)
        return
    with opened() as instance:
        checked = verify_audit(instance, _noted(since) if since else None)
    show({"whole": all(one.broken_at is None for one in checked), "chains": jsonable(checked)})
    if any(one.broken_at is not None for one in checked):
        answer_no()


def _verify_record(path: Path) -> None:
    from wizard.services.auditing import check_record

    wrong = check_record(_text(path).splitlines())
    show({"whole": not wrong, "altered_lines": wrong})
    if wrong:
        answer_no()


def _noted(path: Path) -> dict[str, tuple[int, str]]:
    try:
        chains = json.loads(_text(path))["chains"]
        return {one["team"]: (int(one["events"]), str(one["head"])) for one in chains}
    except (ValueError, KeyError, TypeError):
        fail(f"{path} 不是 audit verify 的输出。")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        fail(f"读不了文件 {path}。请检查路径。")


@audit_app.command("show")
def audit_show(
    team: Annotated[str, typer.Option(help="团队编号；- 是不属于任何团队的记录（登录、密码、备份）")] = "-",
    limit: Annotated[int, typer.Option(help="最近多少条")] = 50,
) -> None:
    """列出最近的操作记录。"""
    from wizard.store.audit import exported
    from wizard.store.rows import AuditQuery

    with opened() as instance, instance.store.read() as work:
        rows = work.audit.find(team, AuditQuery(limit=max(limit, 1)))
    show([exported(row) | {"when": row.at.isoformat()} for row in rows])


@keys_app.command("rotate")
def keys_rotate() -> None:
    """换一把新密钥：所有人立即退出登录，双重验证照常可用。服务运行时也可以换。"""
    from wizard.services.keys import rotate

    with opened() as instance:
        show({"sessions_ended": rotate(instance)})
    note("已换密钥，所有人要重新登录。正在运行的服务下次启动时给 Streamlit 自己的 Cookie 也换上新密钥。")
