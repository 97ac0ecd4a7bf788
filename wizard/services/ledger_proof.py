"""What the ticked differences become in the case: an exhibit in two forms, lines of the loss table, demands.

Everything made here bears an id of its own, so that making it again replaces it and touches nothing a person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wizard.case import Case, Demand, Exhibit, Loss, new_case_id, now
from wizard.changes import Applied
from wizard.evidence.personal_data import find as personal_data_in
from wizard.ledger import Difference, by_kind, sum_of
from wizard.ledger.layout import DemandWords, Layout, layout
from wizard.services import cases, judgement
from wizard.services.access import Actor
from wizard.services.cases import Saved
from wizard.services.errors import Unavailable
from wizard.services.inspecting import inspect, note_inspection
from wizard.services.instance import Instance
from wizard.services.reconciling import Table
from wizard.store.errors import StoreError
from wizard.store.ports import Work
from wizard.store.rows import AuditEvent, FileRow

PDF, XLSX = "ledger-pdf", "ledger-xlsx"
OURS = (PDF, XLSX)
PREFIX = "ledger-"
KIND = "loss_calculation"
LONGEST_SUM = 6  # lines of the loss table with more amounts than this refer to the table


def make_proof(instance: Instance, actor: Actor, case: Case, table: Table, made: tuple[bytes, bytes]) -> Saved:
    """Put the table into the case, with losses and demands, in one change."""
    known = layout(table.platform)
    exhibits = [
        _described(_stored(instance, identity, f"{known.report.title}.{ending}", content), case, table, known)
        for identity, ending, content in zip(OURS, ("pdf", "xlsx"), made, strict=True)
    ]
    old = {one.sha256 for one in case.exhibits if one.id in OURS} - {one.sha256 for one in exhibits}
    held = [FileRow(case.id, actor.team_id, one.sha256 or "", "exhibit", one.size or 0) for one in exhibits]

    def put(now_case: Case) -> Applied:
        _place(now_case.exhibits, exhibits)
        _fill_losses(now_case, table.differences, known)
        _fill_demands(now_case, table.differences, known)
        return Applied(now_case, changed=[f"exhibits.{one}" for one in OURS] + ["losses", "demands"])

    def release(work: Work) -> None:
        for sha256 in old:
            work.files.release(case.id, sha256 or "", "exhibit")

    return cases.change(instance, actor, case.id, put, AuditEvent.EVIDENCE_ADDED, held, release)


def _stored(instance: Instance, identity: str, file_name: str, content: bytes) -> Exhibit:
    """The file kept by content, as an exhibit that nothing is said about yet."""
    path = instance.settings.temporary / f"table-{new_case_id()}"
    try:
        path.write_bytes(content)
        sha256, size = instance.files.add(path)
        exhibit = Exhibit(id=identity, file_name=file_name, sha256=sha256, size=size, received_at=now())
        note_inspection(exhibit, inspect(instance, path, file_name))
    except (OSError, StoreError) as error:
        raise Unavailable("差异表没有保存成功，磁盘可能满了。请清理后再试一次。") from error
    finally:
        path.unlink(missing_ok=True)
    return exhibit


def _described(exhibit: Exhibit, case: Case, table: Table, known: Layout) -> Exhibit:
    before = next((one for one in case.exhibits if one.id == exhibit.id), None)
    names = "、".join(table.result.files)
    form = "" if exhibit.id == PDF else "（电子表格，合计是公式）"
    exhibit.title = f"{known.report.title}{form}"
    exhibit.kinds = [KIND]
    exhibit.source = _within(f"由商家后台下载的账单逐行核对算出：{names}", "由商家后台下载的账单逐行核对算出")
    exhibit.captured_on = now().date()
    amount = f"{sum_of(table.differences):,.2f}"
    exhibit.proves = f"账单与订单逐笔核对，共 {len(table.differences)} 笔差异，合计 {amount} 元。"
    exhibit.claims = before.claims if before else []
    exhibit.personal_data = "none" if not _personal(table) else "unknown"
    return exhibit


def _personal(table: Table) -> bool:
    return any(personal_data_in(one.explanation) for one in table.differences)


def _within(text: str, shorter: str, most: int = 200) -> str:
    return text if len(text) <= most else shorter


def _place(exhibits: list[Exhibit], made: Iterable[Exhibit]) -> None:
    """Each in the place of the one it replaces, else at the end."""
    for one in made:
        place = next((n for n, held in enumerate(exhibits) if held.id == one.id), None)
        if place is None:
            exhibits.append(one)
        else:
            exhibits[place] = one


def _fill_losses(case: Case, differences: tuple[Difference, ...], known: Layout) -> None:
    """A line a kind; lines a person wrote stay as they are."""
    written = [one for one in case.losses if not one.id.startswith(PREFIX)]
    lines = [_loss(group, known) for group in by_kind(differences).values()]
    case.losses = written + lines


def _loss(group: list[Difference], known: Layout) -> Loss:
    amount = sum_of(group)
    if len(group) == 1:
        arithmetic = f"{group[0].order or group[0].on} 1 笔，见《{known.report.title}》"
    elif len(group) <= LONGEST_SUM:
        arithmetic = f"{' + '.join(one.amount for one in group)} = {amount} 元，见《{known.report.title}》"
    else:
        arithmetic = f"{len(group)} 笔相加 = {amount} 元，逐笔见《{known.report.title}》"
    return Loss(id=f"{PREFIX}{group[0].kind}"[:64], what=group[0].name, amount=amount, arithmetic=arithmetic)


def _fill_demands(case: Case, differences: tuple[Difference, ...], known: Layout) -> None:
    """A demand for what is owed and one for what was charged; the suggested ones stay when none was chosen yet."""
    if not case.demands:
        case.demands = _suggested(case)
    case.demands = [one for one in case.demands if not one.id.startswith(PREFIX)]
    groups: dict[str, list[Difference]] = {}
    for one in differences:
        groups.setdefault(known.demand_of(one.kind).id, []).append(one)
    for words in known.demands:
        if group := groups.get(words.id):
            _ask(case, words, sum_of(group), known)


def _suggested(case: Case) -> list[Demand]:
    return [
        Demand(record=choice.record.id, text=choice.text, amount=choice.amount)
        for choice in judgement.demands(case)
        if choice.suggested and choice.text
    ]


def _ask(case: Case, words: DemandWords, amount: Decimal, known: Layout) -> None:
    """Ask for an amount: where the person asks for the same already without one, it is filled in; else a new demand."""
    mine = next((one for one in case.demands if one.record in words.records), None)
    if mine is not None:
        mine.amount = mine.amount or amount
        return
    identity = f"{PREFIX}{words.id}"
    for record in words.records:
        asked = case.model_copy(update={"demands": [*case.demands, Demand(id=identity, record=record, amount=amount)]})
        fitting = (choice.text for choice in judgement.demands(asked) if choice.record.id == record)
        if text := next(fitting, ""):
            case.demands.append(Demand(id=identity, record=record, text=text, amount=amount))
            return
    text = words.words.format(amount=f"{amount:,.2f}", title=known.report.title)
    case.demands.append(Demand(id=identity, text=text, amount=amount))
