"""Keeping an instance's data from the command line: backup, restore, export, import, retention."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from wizard.cli.admin import opened
from wizard.cli.output import day_of, fail, note, show

Passphrase = Annotated[str, typer.Option(envvar="WIZARD_BACKUP_PASSPHRASE", hidden=True)]


def _passphrase(given: str, *, new: bool) -> str:
    """The passphrase of the environment, or one asked for; never an argument that other users could see."""
    if not given and sys.stdin.isatty():
        again = "再输一次" if new else False
        given = typer.prompt("备份口令", hide_input=True, confirmation_prompt=again, err=True)
    if new:
        from wizard.services.archives import check_passphrase

        check_passphrase(given)
    return given


def _existing(file: Path) -> Path:
    if not file.is_file():
        fail(f"没有文件 {file}。请检查路径。")
    return file


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪个文件")], passphrase: Passphrase = ""
) -> None:
    """备份数据库、证据文件和密钥到一个加密的文件；服务运行时也可以。口令：WIZARD_BACKUP_PASSPHRASE，或提示后输入。"""
    from wizard.services.backup import backup as make

    secret = _passphrase(passphrase, new=True)
    with opened() as instance:
        show(make(instance, file, secret))
    note("备份里有密钥和全部案件，已用口令加密。口令请记在别处：丢了就打不开。")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件")],
    folder: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="空目录，用自带的数据库")] = None,
    passphrase: Passphrase = "",
) -> None:
    """从备份恢复到一个空目录；不给 --into 时恢复到设置里的数据目录、数据库和文件库，它们都要是空的。"""
    from wizard.bootstrap import files_of
    from wizard.services.backup import restore as unpack
    from wizard.settings import settings

    secret, into = _passphrase(passphrase, new=False), settings()
    if folder is not None:
        into = into.model_copy(update={"data_folder": folder.absolute(), "database_url": "", "files_url": ""})
    show(unpack(_existing(file), secret, into, files_of))


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="导出到哪个文件")],
    team: Annotated[str, typer.Option("--team", metavar="ID", help="团队编号，见 team list")] = "",
    case: Annotated[str, typer.Option("--case", metavar="ID", help="案件编号，在案件网址的 case= 后面")] = "",
    passphrase: Passphrase = "",
) -> None:
    """导出一个团队或一个案件到一个加密的文件：案件、文件、材料包各版、留言和操作记录。"""
    from wizard.services.transfer import export_case, export_team

    if bool(team) == bool(case):
        fail("--team 和 --case 请给其中一个。")
    secret = _passphrase(passphrase, new=True)
    with opened() as instance:
        made = export_team(instance, team, file, secret) if team else export_case(instance, case, file, secret)
    show(made)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="导出的文件")],
    team: Annotated[str, typer.Option("--team", metavar="ID", help="案件导入到哪个团队")] = "",
    passphrase: Passphrase = "",
) -> None:
    """导入一个团队，或把一个案件导入到一个团队。导入的账号要先用 user reset 发重设码才能登录。"""
    from wizard.services.transfer import import_archive

    secret = _passphrase(passphrase, new=False)
    with opened(new=True) as instance:
        show(import_archive(instance, _existing(file), secret, team))


def retention(
    delete: Annotated[bool, typer.Option("--delete", help="现在就删除，不等提醒期；不加只列出来")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="看哪一天到期；默认今天")] = None,
) -> None:
    """列出保存期满的案件（WIZARD_RETENTION_DAYS 天没人改、已结束或没有生成材料）；加 --delete 才真的删除。"""
    from wizard.case import CHINA, now
    from wizard.services import housekeeping
    from wizard.services.retention import due, expire

    day = day_of("--on", on)
    if delete and day:
        fail("--delete 只删除今天已经到期的，不能和 --on 一起用。")
    at = dt.datetime.combine(day, dt.time(), CHINA) if day else now()
    with opened() as instance:
        found = due(instance, at)
        deleted = expire(instance, at) if delete else 0
        if deleted:
            housekeeping.sweep(instance)
    cases = [{"case": one.case_id, "reference": one.reference, "team": one.team_id} for one in found]
    show({"days": instance.settings.retention_days, "due": cases, "deleted": deleted})
