"""All commands together, and what is said when one of them cannot do its work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from wizard.cli import case_commands
from wizard.cli.admin import audit_app, keys_app, team_app, user_app
from wizard.cli.authority import authority_app
from wizard.cli.bills import reconcile
from wizard.cli.keeping import backup, export, import_, restore, retention
from wizard.cli.knowledge import knowledge_app
from wizard.cli.output import BAD_INPUT, OUR_MISTAKE, note, show
from wizard.knowledge.messages import in_chinese
from wizard.services.errors import NotFound, Refused, ServiceError
from wizard.services.log_records import places
from wizard.settings import Settings
from wizard.store.errors import StoreError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="拼多多商家投诉向导")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(user_app, name="user")
app.add_typer(team_app, name="team")
app.add_typer(audit_app, name="audit")
app.add_typer(keys_app, name="keys")
app.add_typer(authority_app, name="authority")
app.command()(backup)
app.command()(restore)
app.command()(export)
app.command("import")(import_)
app.command()(retention)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口")] = 8501,
    address: Annotated[str, typer.Option(help="监听地址；0.0.0.0 表示对外开放")] = "127.0.0.1",
) -> None:
    """启动浏览器应用。"""
    from wizard.bootstrap import instance
    from wizard.services.serving import serve as start

    start(port, address, instance)


@app.command()
def schema() -> None:
    """打印案件文件的 JSON Schema。"""
    from wizard.case import Case

    show(Case.model_json_schema())


for command in (
    case_commands.triage,
    case_commands.assess,
    case_commands.read,
    case_commands.route,
    case_commands.package,
    case_commands.verify,
    case_commands.followup,
    reconcile,
):
    app.command()(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit; no stack trace reaches the person."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(_last_exit_code(lambda: app(args=arguments, prog_name="wizard", standalone_mode=False)))


_USAGE = {
    "No such command": "没有这个命令",
    "No such option": "没有这个选项",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Invalid value for": "参数的值不对：",
    "Invalid value": "参数的值不对",
    "Input should be a valid integer, unable to parse string as an integer": "应当是整数",
    "Got unexpected extra argument": "多出了参数",
    "requires an argument": "后面缺少它的值",
    "Option ": "选项 ",
}


def _usage(message: str) -> str:
    for english, chinese in _USAGE.items():
        message = message.replace(english, chinese)
    return message


_WHERE_LISTED = {
    "登录名": "有哪些，请看 user list。",
    "团队": "编号请看 team list。",
    "案件": "编号在案件网址的 case= 后面。",
}


def _last_exit_code(run: Callable[[], Any]) -> int:
    """The exit code, whatever happens: what no command has foreseen is said in words too."""
    try:
        return _exit_code(run)
    except ValidationError as error:
        if error.title != Settings.__name__:
            return _mistake(error)
        for problem in error.errors():
            name = "".join(f"WIZARD_{step}：".upper() for step in problem["loc"])
            note(f"设置不对：{name}{in_chinese(problem)}。")
        return BAD_INPUT
    except OSError as error:
        if error.filename is None:
            return _mistake(error)
        where = "请检查路径、权限和磁盘空间；装成服务的，文件要放在用户 wizard 能读写的地方。"
        note(f"读写不了 {error.filename}：{error.strerror}。{where}")
        return BAD_INPUT
    except Exception as error:  # noqa: BLE001 - nobody is above: a person would read a stack trace
        return _mistake(error)


def _mistake(error: Exception) -> int:
    note(f"程序出错了，没有完成：{type(error).__name__}（{places(error)}）。请把这一行发给维护本系统的人。")
    return OUR_MISTAKE


def _exit_code(run: Callable[[], Any]) -> int:
    from typer.exceptions import TyperException

    from wizard.knowledge.pack import KnowledgeError

    try:
        code = run()
    except Refused as refusal:
        for problem in refusal.problems:
            note(f"{problem.field}：{problem}" if problem.field else str(problem))
        return BAD_INPUT
    except NotFound as missing:
        note(f"找不到这个{missing.what}。{_WHERE_LISTED.get(missing.what, '')}")
        return BAD_INPUT
    except (ServiceError, StoreError, KnowledgeError) as error:
        note(str(error))
        return BAD_INPUT
    except TyperException as error:
        if words := _usage(error.format_message()):  # none: the help was shown instead
            note(f"用法不对：{words} 请看 python -m wizard --help。")
        return BAD_INPUT
    except (typer.Abort, KeyboardInterrupt):
        note("已中断。")
        return BAD_INPUT
    return code if isinstance(code, int) else 0
