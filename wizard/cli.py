"""The command line: the same services without a browser.

JSON on standard output, messages on standard error. Exit codes: 0 success, 1 the answer is "no" (altered,
incomplete), 2 bad input, with a message that names the field.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from wizard.cli_admin import audit_app, keys_app, team_app, user_app
from wizard.cli_authority import authority_app
from wizard.cli_keeping import backup, export, import_, restore, retention
from wizard.cli_knowledge import knowledge_app, take_corrections
from wizard.cli_output import day_of, fail, jsonable, note, show, show_line
from wizard.services.errors import NotFound, Refused, ServiceError
from wizard.store.errors import StoreError

if TYPE_CHECKING:
    from wizard.ledger import Reconciliation
    from wizard.services.building import Build

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

CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="案件文件（JSON）")]
EvidenceFolder = Annotated[Path | None, typer.Option("--evidence", metavar="DIR", help="证据文件所在目录")]
NO = 1
BAD_INPUT = 2


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


@app.command()
def triage(
    text: Annotated[str | None, typer.Option("--text", help="发生了什么")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", metavar="FILE", help="每行一个 {text, answers}")] = None,
) -> None:
    """判断场景，每条经过输出一行 JSON。"""
    from wizard.services.triage_lines import judge_line, rows_of

    if (text is None) == (jsonl is None):
        fail("--text 和 --jsonl 请给其中一个。")
    rows = rows_of(jsonl) if jsonl else [{"text": text}]
    for row in rows:
        show_line(judge_line(row))


@app.command()
def assess(
    case_file: CaseFile,
    evidence: EvidenceFolder = None,
    reading: Annotated[bool, typer.Option("--read/--no-read", help="读出证据里的文字再判断")] = True,
) -> None:
    """评估证据是否齐全；不齐时退出码为 1。"""
    from wizard.services import judgement
    from wizard.services.case_files import read_case_file, read_evidence, take_evidence

    take_corrections()
    case = read_case_file(case_file)
    if evidence:
        files = take_evidence(case, evidence)
        if reading:
            read_evidence(case, files)
    assessment = judgement.assess(case)
    show(jsonable(assessment))
    if not assessment.complete:
        raise typer.Exit(NO)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="图片、PDF、文本或表格")],
    platform: Annotated[str, typer.Option(help="知识包")] = "pinduoduo",
) -> None:
    """读一个文件里的文字：编号、时间、金额、对话、他人信息；没有读出文字时退出码为 1。"""
    from wizard.services.case_files import read_one

    found = read_one(file, platform)
    show(jsonable(found))
    if found["readout"].unread:
        note(_UNREAD[found["readout"].unread])
        raise typer.Exit(NO)


_UNREAD = {
    "no_reader": "没有安装读图片文字的部分。请安装：pip install .[ocr]",
    "no_text": "文件里没有文字。",
    "not_readable": "这种文件读不了，或者已经损坏、加了密码。",
    "failed": "读的时候出错。",
}


@app.command()
def route(case_file: CaseFile) -> None:
    """推荐渠道，并说明理由。"""
    from wizard.services import judgement
    from wizard.services.case_files import read_case_file

    take_corrections()
    routing = judgement.route(read_case_file(case_file))
    values = jsonable(routing)
    for ranked in values["ranking"]:
        ranked["for"], ranked["against"] = ranked.pop("for_points"), ranked.pop("against_points")
    show(values)
    if routing.recommended is None:
        raise typer.Exit(NO)


@app.command()
def package(
    case_file: CaseFile,
    evidence: Annotated[Path, typer.Option("--evidence", metavar="DIR", help="证据文件所在目录")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="材料包放在哪里")],
    p12: Annotated[Path | None, typer.Option("--p12", metavar="FILE", help="自己的证书（PKCS#12）")] = None,
    p12_password: Annotated[str, typer.Option("--p12-password", envvar="WIZARD_P12_PASSWORD", hidden=True)] = "",
    tsa: Annotated[str | None, typer.Option("--tsa", metavar="URL", help="可信时间戳服务")] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="ID", help="渠道")] = None,
    signer: Annotated[str, typer.Option("--signer", help="签署人；默认取案件里的签署人或联系人")] = "",
) -> None:
    """生成签好的材料包。必备证据不齐又没有写原因时退出码为 1。"""
    from wizard.package.errors import PackageError
    from wizard.services.case_files import Wanted, build_package, read_case_file
    from wizard.settings import settings

    take_corrections()
    certificate = _certificate(p12) if p12 else None
    if certificate and not p12_password and sys.stdin.isatty():
        p12_password = typer.prompt("证书密码", hide_input=True, default="", show_default=False, err=True)
    chosen = settings()
    tsa_url, lists = tsa or chosen.tsa_url or None, chosen.revocation_url
    wanted = Wanted(evidence, out, chosen.authority, channel, signer, certificate, p12_password, tsa_url, lists)
    try:
        result, build = build_package(read_case_file(case_file), wanted)
    except Refused as refusal:
        _refuse_package(refusal)
    except PackageError as error:
        fail(str(error))
    show(jsonable(result) | {"version": build.version, "channel": build.channel})
    for warning in [*result.warnings, *_left_out(build)]:
        note(warning)


def _left_out(build: Build) -> list[str]:
    """Own words of the merchant that this channel's letter leaves out."""
    from wizard.services import judgement

    return [
        f"没有印上您自己写的“{one.text}”：它是写给另一个渠道的。要用，请改写，或把 written_for.{one.key} 改成这个渠道。"
        for one in judgement.unaddressed(build.case, build.channel)
    ]


def _refuse_package(refusal: Refused) -> NoReturn:
    """Missing evidence is a "no"; everything else is bad input."""
    if [problem.field for problem in refusal.problems] == ["missing_evidence_reason"]:
        show({"complete": False, "problems": jsonable(refusal.problems)})
        note(str(refusal))
        raise typer.Exit(NO)
    raise refusal


def _certificate(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        fail(f"读不了证书文件 {path}。请检查路径。")


@app.command()
def verify(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="材料包（ZIP）或 PDF")]) -> None:
    """校验材料包，每个文件输出一行 JSON；有一个不是 authentic 时退出码为 1。"""
    from wizard.services.building import judge, together
    from wizard.settings import settings

    missing = [path for path in files if not path.is_file()]
    if missing:
        fail(f"没有文件 {missing[0]}。请检查路径。")
    verdicts = together([judge(path, settings().authority) for path in files])
    for verdict in verdicts:
        show_line(verdict.as_json())
    if any(verdict.verdict != "authentic" for verdict in verdicts):
        raise typer.Exit(NO)


@app.command()
def followup(
    case_file: CaseFile,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="从哪一天看，默认今天")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="写出日历文件")] = None,
) -> None:
    """列出待办、日期和算法。"""
    from wizard.followup import calendar_file
    from wizard.services import judgement
    from wizard.services.case_files import read_case_file

    take_corrections()
    case = read_case_file(case_file)
    tasks = judgement.tasks(case, day_of("--on", on))
    if ics:
        _write(ics, calendar_file(tasks, case))
    show({"tasks": jsonable(tasks)})


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        fail(f"写不了文件 {path}。请检查目录是否存在、能否写入。")


@app.command()
def reconcile(
    bills: Annotated[list[Path], typer.Argument(metavar="BILL…", help="账单（CSV 或 XLSX）")],
    orders: Annotated[list[Path] | None, typer.Option("--orders", metavar="FILE", help="订单导出")] = None,
    promotion: Annotated[list[Path] | None, typer.Option("--promotion", metavar="FILE", help="推广报表")] = None,
    daily_limit: Annotated[float | None, typer.Option("--daily-limit", min=0, help="推广日限额（元）")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="另存为表格，合计是公式")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="另存为 PDF")] = None,
) -> None:
    """核对账单，列出每一处差额和它所在的行。"""
    from wizard.ledger import UnreadableBill
    from wizard.ledger import reconcile as compare

    files = (*bills, *(orders or ()), *(promotion or ()))
    for path in files:
        if not path.is_file():
            fail(f"没有文件 {path}。请检查路径。")
    limit = None if daily_limit is None else round(daily_limit * 100)
    try:
        result = compare(bills, orders or (), promotion or (), daily_limit=limit)
    except UnreadableBill as error:
        fail(str(error))
    if xlsx or pdf:
        _write_tables(result, files, pdf, xlsx)
    show(jsonable(result))


def _write_tables(result: Reconciliation, files: Sequence[Path], pdf: Path | None, xlsx: Path | None) -> None:
    from wizard.services.reconciling import Table, tables

    chosen = frozenset(difference.id for difference in result.differences)
    made = tables(Table(result, chosen, {path.name: path for path in files}, "", "pinduoduo"))
    for path, content in zip((pdf, xlsx), made, strict=True):
        if path is None:
            continue
        try:
            path.write_bytes(content)
        except OSError as error:
            fail(f"写不了文件 {path}：{error.strerror}。请换一个可以写入的位置。")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit; no stack trace reaches the person."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(_code(lambda: app(args=arguments, prog_name="wizard", standalone_mode=False)))


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


def _code(run: Callable[[], Any]) -> int:
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
