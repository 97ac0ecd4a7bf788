"""The bills of a case: reconciled in a worker, the result kept by what went in, the merchant's choice made into proof.

Nothing of a result is stored in the case but the ids of the differences the merchant stands by: the rest can be
computed again from the files at any time, and is forgotten after a week without use.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wizard.case import Case, Exhibit
from wizard.changes import Applied
from wizard.knowledge.pack import folder_of
from wizard.services import cases
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved
from wizard.services.errors import Refused, Unavailable, refused
from wizard.services.instance import Instance
from wizard.services.ledger_proof import OURS, make_proof
from wizard.services.reconciling import Checked, Table
from wizard.services.workers import JobFailed, JobTimeout
from wizard.store.errors import StoreError
from wizard.team.roles import May

SECONDS = 600.0
TABLES = ("text/csv", "text/plain", "application/vnd.ms-excel")
WORKBOOK = "spreadsheetml.sheet"
NAMED_TABLES = (".csv", ".xls", ".xlsx")
PDF = "application/pdf"
EDITION = "3"  # goes up whenever the rules change, so that no old result is shown

_runs: dict[str, Run] = {}
_memory: OrderedDict[str, Checked] = OrderedDict()
REMEMBERED = 8
_lock = threading.Lock()


@dataclass
class Run:
    """A reconciliation under way, or one that failed: what it does, how far it is, what went wrong."""

    stage: str = "排队"
    share: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class State:
    """What there is to show of a case's bills: the files that may be exports, the result or the run."""

    files: tuple[tuple[int, Exhibit], ...]
    checked: Checked | None
    run: Run | None


def bill_files(case: Case) -> tuple[tuple[int, Exhibit], ...]:
    """The exhibits that may be exports, with their numbers."""
    return tuple(
        (number, exhibit)
        for number, exhibit in enumerate(case.exhibits, start=1)
        if exhibit.sha256 and exhibit.id not in OURS and (_may_be_export(exhibit) or _meant_as_export(exhibit, case))
    )


def belongs(case: Case) -> bool:
    """Whether the bill check is offered by itself: the scenario asks for it, or there are files called like exports."""
    from wizard.ledger.layout import layout

    known = layout(case.platform)
    told = {scenario for scenario in (case.scenario, *case.secondary) if scenario}
    alike = any(known.named_like_export(exhibit.file_name) for _, exhibit in bill_files(case))
    return bool(told.intersection(known.shown_in)) or alike or bool(case.bill_check.chosen)


def _may_be_export(exhibit: Exhibit) -> bool:
    kind = exhibit.media_type or ""
    return kind in TABLES or kind.endswith(WORKBOOK)


def _meant_as_export(exhibit: Exhibit, case: Case) -> bool:
    """A file that is none, but that its giver takes for one: it is told why it is of no use."""
    from wizard.ledger.layout import layout

    name = exhibit.file_name.lower()
    return name.endswith(NAMED_TABLES) or (exhibit.media_type == PDF and layout(case.platform).named_like_export(name))


@needs(May.READ)
def state(instance: Instance, actor: Actor, case_id: str) -> State:
    """What is known about the bills of a case; starts reconciling them when that has not been done. `NotFound`."""
    case = cases.read(instance, actor, case_id).case
    files = bill_files(case)
    if not files:
        return State((), None, None)
    key = _key(case, files)
    if checked := _kept(instance, key):
        return State(files, checked, None)
    return State(files, None, _running(instance, case, files, key))


@needs(May.WRITE)
def again(instance: Instance, actor: Actor, case_id: str) -> None:
    """Forget that a reconciliation failed, so that the next look starts it anew."""
    case = cases.read(instance, actor, case_id).case
    _runs.pop(_key(case, bill_files(case)), None)


def _key(case: Case, files: Iterable[tuple[int, Exhibit]]) -> str:
    """By what a result is kept: the files, what they are called, the limit and the rules."""
    digest = hashlib.sha256(f"{EDITION} {case.platform} {case.bill_check.daily_limit}".encode())
    digest.update((folder_of(case.platform) / "ledger.yaml").read_bytes())
    for name, exhibit in sorted(called(files).items()):
        digest.update(f"{exhibit.sha256} {name}\n".encode())
    return digest.hexdigest()


def _place(instance: Instance, key: str) -> Path:
    return instance.settings.ledger / f"{key}.json"


def _kept(instance: Instance, key: str) -> Checked | None:
    """The result of these files, when there is one: from memory, else from the folder of results."""
    place = _place(instance, key)
    try:
        os.utime(place)  # it is looked at: housekeeping leaves it alone for another week
        checked = _memory.get(key) or Checked.model_validate_json(place.read_bytes())
    except (OSError, ValueError):  # not there yet, or written by another edition
        return None
    with _lock:
        _memory[key] = checked
        _memory.move_to_end(key)
        while len(_memory) > REMEMBERED:
            _memory.popitem(last=False)
    return checked


def _running(instance: Instance, case: Case, files: tuple[tuple[int, Exhibit], ...], key: str) -> Run:
    with _lock:
        if key not in _runs:
            run = _runs[key] = Run()
            threading.Thread(target=_work, args=(instance, case, files, key, run), daemon=True).start()
        return _runs[key]


def _work(instance: Instance, case: Case, files: tuple[tuple[int, Exhibit], ...], key: str, run: Run) -> None:
    """The reconciliation in a thread of its own; however it ends, it is told."""

    def told(value: tuple[str, float]) -> None:
        run.stage, run.share = value

    limit = case.bill_check.daily_limit
    try:
        with _opened(instance, files) as paths:
            given = [(path, name) for name, path in paths.items()]
            cents = None if limit is None else int(limit * 100)
            job = "wizard.services.jobs:check_bills"
            checked = instance.workers.run(job, given, cents, case.platform, timeout=SECONDS, on_progress=told)
        _keep(instance, key, checked)
        _runs.pop(key, None)
    except Exception as error:  # noqa: BLE001 - a thread has nobody above it: every end must reach the person
        run.error = _words(error)


def _words(error: Exception) -> str:
    if isinstance(error, JobTimeout):
        return "核对的时间太长，已停止。请按月分开上传账单。"
    if isinstance(error, Refused | Unavailable | StoreError):
        return str(error)
    if isinstance(error, OSError):
        return "核对的结果存不下来，磁盘可能满了。清理之后再试一次。"
    from wizard.services.logs import log

    log().error("reconciliation failed", kind=type(error).__name__)
    return "核对时出错。请确认每个文件都是后台下载的原文件，再试一次。"


@contextmanager
def _opened(instance: Instance, files: Iterable[tuple[int, Exhibit]]) -> Iterator[dict[str, Path]]:
    """The files as local paths, by the names they are called in the result."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(instance.files.local(exhibit.sha256 or ""))
            for name, exhibit in called(files).items()
        }


def called(files: Iterable[tuple[int, Exhibit]]) -> dict[str, Exhibit]:
    """The files by what they are called in the result and in the table: their names, counted where they repeat."""
    names: dict[str, Exhibit] = {}
    for _, exhibit in files:
        name, count = exhibit.file_name, 2
        while name in names:
            name, count = f"{exhibit.file_name} ({count})", count + 1
        names[name] = exhibit
    return names


def _keep(instance: Instance, key: str, checked: Checked) -> None:
    place = _place(instance, key)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = place.with_suffix(".part")
    unfinished.write_text(checked.model_dump_json(), "utf-8")
    unfinished.replace(place)


@needs(May.WRITE)
def choose(instance: Instance, actor: Actor, case_id: str, ids: Iterable[str], wanted: bool) -> Saved:
    """Tick differences, or take the ticks away; colleagues' ticks on others stay."""
    given = list(dict.fromkeys(ids))

    def tick(case: Case) -> Applied:
        before = case.bill_check.chosen
        after = [one for one in before if one not in given] + (given if wanted else [])
        if set(after) == set(before):
            return Applied(case)
        case.bill_check.chosen = after
        return Applied(case, changed=["bill_check.chosen"])

    return cases.change(instance, actor, case_id, tick)


@needs(May.WRITE)
def make_exhibit(instance: Instance, actor: Actor, case_id: str) -> Saved:
    """Make the ticked differences an exhibit (PDF and spreadsheet), fill the loss table and the demands with them.

    Made again after further months it replaces what it made before. Raises `Refused` when nothing is ticked or the
    bills have not been reconciled, `Unavailable`.
    """
    case = cases.read(instance, actor, case_id).case
    files = bill_files(case)
    checked = _kept(instance, _key(case, files))
    if checked is None or checked.result is None:
        raise refused("bill_check", "账单还没有核对完。", "请等核对完成，再做成证据。")
    with _opened(instance, files) as paths:
        table = Table(checked.result, frozenset(case.bill_check.chosen), paths, case.reference, case.platform)
        if not table.differences:
            raise refused("bill_check", "还没有勾选任何一笔差异。", "请先勾选您核对过、确认属实的。")
        try:
            made = instance.workers.run("wizard.services.jobs:bill_tables", table, timeout=SECONDS)
        except JobFailed as error:
            raise Unavailable("差异表这次没有生成，请再试一次。") from error
    return make_proof(instance, actor, case, table, made)
