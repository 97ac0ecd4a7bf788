"""Cases as files: reading one with friendly problems, finding its exhibits in a folder, building without a server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wizard.case import Case, Exhibit
from wizard.drafting.readers import noted
from wizard.input_problems import Problem, explain
from wizard.knowledge.pack import KnowledgeError
from wizard.services import judgement
from wizard.services.answers import answer_problems
from wizard.services.building import Build, run
from wizard.services.errors import Refused, refused
from wizard.services.inspecting import note_inspection
from wizard.services.signing import SignerChoice, check, signature_of

if TYPE_CHECKING:
    from wizard.package import PackageResult

LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class Wanted:
    """What the command line asks of a package."""

    evidence: Path
    out: Path
    authority: Path
    channel: str | None = None
    signer: str = ""
    p12: bytes | None = None
    p12_password: str = ""
    tsa_url: str | None = None
    revocation_url: str = ""


def read_case_file(path: Path) -> Case:
    """The case of a JSON file; raises `Refused` naming each field that cannot be used."""
    values = read_json(path)
    try:
        case = Case.model_validate(values)
    except ValidationError as error:
        raise Refused(explain(error, Case)) from error
    _known_platform(case)
    if problems := answer_problems(judgement.pack(case), case.answers):
        raise Refused(problems)
    return case


def _known_platform(case: Case) -> None:
    try:
        judgement.pack(case)
    except KnowledgeError as error:
        raise refused("platform", f"「平台」{error}。") from error


def read_json(path: Path) -> Any:
    """The content of a JSON file in UTF-8; raises `Refused` naming the line."""
    try:
        if path.stat().st_size > LARGEST:
            raise refused(str(path), f"文件 {path} 太大，不像案件文件。")
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise refused(str(path), f"读不了文件 {path}：{_reason(error)}。", "请检查路径。") from error
    except UnicodeDecodeError as error:
        raise refused(str(path), f"文件 {path} 不是 UTF-8 编码。", "请另存为 UTF-8。") from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        place = f"第 {line} 行" if line else "内容"
        raise refused(str(path), f"文件 {path} 的{place}不是有效的 JSON。", "请检查逗号、引号和括号。") from error


def _reason(error: OSError) -> str:
    names = {
        "FileNotFoundError": "没有这个文件",
        "IsADirectoryError": "这是一个目录",
        "PermissionError": "没有读取权限",
    }
    return names.get(type(error).__name__, "打不开")


def take_evidence(case: Case, folder: Path) -> dict[str, Path]:
    """Find, hash and look into every exhibit's file in a folder; exhibit id to path.

    Fills in what the inspection found. Raises `Refused` naming every missing, altered or unusable file.
    """
    if not folder.is_dir():
        raise refused("--evidence", f"没有证据目录 {folder}。", "请检查路径。")
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    for number, exhibit in enumerate(case.exhibits, start=1):
        path = folder / exhibit.file_name
        problem = _take(exhibit, path, number)
        if problem:
            problems.append(problem)
        else:
            files[exhibit.id] = path
    if problems:
        raise Refused(problems)
    return files


def read_evidence(case: Case, files: dict[str, Path]) -> None:
    """Read what stands in the files and note it on their exhibits; pictures only with the extra `ocr`."""
    from wizard.evidence.reading import read_file, readable, readout_of
    from wizard.services.readings import own_values

    for exhibit in case.exhibits:
        if exhibit.id in files and readable(exhibit.media_type):
            reading = read_file(files[exhibit.id], exhibit.media_type or "")
            exhibit.readout = readout_of(reading, judgement.pack(case), own_values(case))


def read_one(path: Path, platform: str) -> dict[str, Any]:
    """What stands in one file: text, values, transcript, personal data. Raises `Refused` for what is no evidence."""
    from wizard.evidence.personal_places import places_of
    from wizard.evidence.reading import read_file, readout_of, transcript_of
    from wizard.knowledge.load import load
    from wizard.services.jobs import inspect

    if not path.is_file():
        raise refused(str(path), f"没有文件 {path}。", "请检查路径。")
    found = inspect(path, path.name)
    if isinstance(found, tuple):
        raise refused(str(path), found[1])
    reading = read_file(path, found.media_type)
    return {
        "media_type": found.media_type,
        "readout": readout_of(reading, load(platform)),
        "pages": [{"number": page.number, "lines": [line.text for line in page.lines]} for page in reading.pages],
        "transcript": transcript_of(reading),
        "personal": [vars(place) for place in places_of(reading)],
    }


def _take(exhibit: Exhibit, path: Path, number: int) -> Problem | None:
    field = f"exhibits.{number}.file_name"
    if not path.is_file():
        return Problem(field, f"证据{number}的文件「{exhibit.file_name}」不在证据目录里。", "请放进去，或改正文件名。")
    sha256 = digest_of_file(path)
    if exhibit.sha256 not in (None, sha256):
        words = f"证据{number}的文件「{exhibit.file_name}」与案件里记录的 SHA-256 不一致，可能被改动过。"
        return Problem(f"exhibits.{number}.sha256", words, "请换回原文件，或删去案件里的 sha256。")
    exhibit.sha256, exhibit.size = sha256, path.stat().st_size
    return _inspected(exhibit, path, number)


def _inspected(exhibit: Exhibit, path: Path, number: int) -> Problem | None:
    from wizard.services.jobs import inspect

    found = inspect(path, exhibit.file_name)
    if isinstance(found, tuple):
        return Problem(f"exhibits.{number}.file_name", f"证据{number}「{exhibit.file_name}」：{found[1]}")
    note_inspection(exhibit, found)
    return None


def digest_of_file(path: Path) -> str:
    """SHA-256 of a local file, read piece by piece."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def build_package(case: Case, wanted: Wanted) -> tuple[PackageResult, Build]:
    """Build the signed package of a case file into a folder.

    Raises `Refused` for what is missing (`missing_evidence_reason` when required evidence is), `PackageError`.
    """
    if wanted.channel:
        before, case.channel = case.model_copy(deep=True), wanted.channel
        noted(before, case, ["channel"])
    case.channel = case.channel or judgement.route(case).recommended
    files = take_evidence(case, wanted.evidence)
    name = wanted.signer or _signer_of(case)
    consent, capacity = _agreed(case)
    choice = SignerChoice(name, consent or "命令行签署", capacity, p12=wanted.p12, p12_password=wanted.p12_password)
    check(case, choice, "")
    case.signature = signature_of(replace(choice, consent=consent), None)
    _make_folder(wanted.out)
    build = _build(case, wanted, choice, files)
    return run(build, lambda _stage, _share: None), build


def _agreed(case: Case) -> tuple[str, str]:
    """The statement and capacity in the case file; empty when nobody agreed on a screen, so that none is claimed."""
    return (case.signature.consent, case.signature.capacity) if case.signature else ("", "")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused("--out", f"目录 {folder} 不能使用。", "请换一个可以写入的目录。") from error


def _signer_of(case: Case) -> str:
    return case.signature.signer if case.signature else case.shop.contact or case.shop.legal_name


def _build(case: Case, wanted: Wanted, choice: SignerChoice, files: dict[str, Path]) -> Build:
    last = case.packages[-1] if case.packages else None
    return Build(
        case=case,
        channel=case.channel or "",
        out=wanted.out,
        authority=wanted.authority,
        signed_at=case.signature.signed_at if case.signature else case.updated_at,
        exhibit_files=files,
        signer_name=choice.name,
        organisation=case.shop.legal_name,
        p12=wanted.p12,
        p12_password=wanted.p12_password,
        tsa_url=wanted.tsa_url,
        revocation_url=wanted.revocation_url,
        version=last.version + 1 if last else 1,
        previous_manifest_sha256=last.newest().manifest_sha256 if last else None,
    )
