"""The knowledge pack on the command line: checks, single records, and an administrator's corrections."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer

from wizard.cli.admin import opened
from wizard.cli.output import answer_no, day_of, fail, jsonable, note, show
from wizard.services.errors import Unavailable

knowledge_app = typer.Typer(no_args_is_help=True, help="知识包")
Platform = Annotated[str, typer.Option(help="知识包")]
By = Annotated[str, typer.Option("--by", help="谁更正的；默认是登录这台机器的人")]


def take_corrections() -> None:
    """Work with what the administrator of this machine's instance corrected; without an instance, with nothing."""
    from wizard.bootstrap import take_corrections as take
    from wizard.settings import settings

    try:
        take(settings())
    except Unavailable as error:
        note(f"没有用上管理员的更正：{error}")


@knowledge_app.command("check")
def check(
    platform: Platform = "pinduoduo",
    allow_overdue: Annotated[bool, typer.Option(help="内容过了复核日期只提醒，不算没有通过")] = False,
) -> None:
    """检查知识包；有错误或有内容过了复核日期时退出码为 1。"""
    from wizard.knowledge import check as run
    from wizard.knowledge.checks.review_dates import CHECK as REVIEW_DATES
    from wizard.knowledge.load import as_written

    findings = list(run(as_written(platform)))
    show({"findings": jsonable(findings)})
    for finding in findings:
        note(finding.in_words)
    overdue = [] if allow_overdue else [finding for finding in findings if finding.check == REVIEW_DATES.id]
    if overdue or any(finding.severity == "error" for finding in findings):
        answer_no()


@knowledge_app.command("show")
def show_record(record: str, platform: Platform = "pinduoduo") -> None:
    """显示一条记录和它的来源；管理员更正过的，显示更正后的内容。"""
    from wizard.services.browsing import records_of

    take_corrections()
    found = records_of(platform, record)
    if not found:
        fail(f"知识包里没有编号 {record!r} 的记录。")
    show(found[0] if len(found) == 1 else found)


@knowledge_app.command("facts")
def facts(
    words: Annotated[str, typer.Argument(metavar="WORD", help="只列出含有这个词的")] = "",
    platform: Platform = "pinduoduo",
) -> None:
    """列出管理员可以更正的内容：电话、入口、上限、步骤、平台自己的期限。"""
    from wizard.knowledge.corrections import facts as all_facts
    from wizard.knowledge.load import as_written

    found = all_facts(as_written(platform)).values()
    show([jsonable(fact) for fact in found if words in f"{fact.place} {fact.record} {fact.label} {fact.value}"])


@knowledge_app.command("correct")
def correct(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="更正哪一处，见 knowledge facts")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="改成什么；没有上限写“无”")],
    source: Annotated[str, typer.Option(help="在哪里看到的")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="哪天核对的，默认今天")] = None,
    by: By = "",
    platform: Platform = "pinduoduo",
) -> None:
    """更正一处会变的内容，对这个实例的所有人有效。"""
    from wizard.case import now
    from wizard.services.corrections import Wanted, correct_as

    wanted = Wanted(place, value, source, day_of("--on", on) or now().date(), platform)
    with opened() as instance:
        made = correct_as(instance, by or getpass.getuser(), wanted)
    show(jsonable(made))


@knowledge_app.command("withdraw")
def withdraw(place: Annotated[str, typer.Argument(metavar="PLACE", help="撤回哪一处的更正")], by: By = "") -> None:
    """撤回一处更正，回到知识包里的内容。"""
    from wizard.services.corrections import all_of, withdraw_as

    with opened() as instance:
        standing = [one for one in all_of(instance) if one.stands and one.correction.place == place]
        if not standing:
            fail(f"没有正在生效的更正 {place}。看全部：python -m wizard knowledge corrections。")
        withdraw_as(instance, by or getpass.getuser(), standing[0].id)
    note(f"已撤回 {place} 的更正。")


@knowledge_app.command("corrections")
def corrections() -> None:
    """列出全部更正，撤回的也在内。"""
    from wizard.services.corrections import Shown, all_of

    def line(one: Shown) -> dict[str, Any]:
        state = "已撤回" if not one.stands else "生效" if one.applies else "知识包已有新内容，没有使用"
        made = {"state": state, **jsonable(one.correction), "made_at": one.at.isoformat()}
        return made | ({"withdrawn_by": one.withdrawn_by} if one.withdrawn_by else {})

    with opened() as instance:
        show([line(one) for one in all_of(instance)])
