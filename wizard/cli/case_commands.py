"""One case on the command line: its scenario, evidence, channel, package and checklist; and any package judged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from wizard.cli.knowledge import take_corrections
from wizard.cli.output import answer_no, day_of, fail, jsonable, note, show, show_line, write_file
from wizard.services.errors import Refused

if TYPE_CHECKING:
    from wizard.services.building import Build

CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="案件文件（JSON）")]
EvidenceFolder = Annotated[Path | None, typer.Option("--evidence", metavar="DIR", help="证据文件所在目录")]


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
        answer_no()


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
        answer_no()


_UNREAD = {
    "no_reader": '没有安装读图片文字的部分。请运行 .venv/bin/pip install ".[ocr]"。',
    "no_text": "文件里没有文字。",
    "not_readable": "这种文件读不了，或者已经损坏、加了密码。",
    "failed": "读的时候出错。",
}


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
        answer_no()


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
        answer_no()
    raise refusal


def _certificate(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        fail(f"读不了证书文件 {path}。请检查路径。")


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
        answer_no()


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
        write_file(ics, calendar_file(tasks, case))
    show({"tasks": jsonable(tasks)})
