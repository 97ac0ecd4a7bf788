"""Bills on the command line: every difference with the rows it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wizard.cli.output import fail, jsonable, show, write_file

if TYPE_CHECKING:
    from wizard.ledger import Reconciliation


def reconcile(
    bills: Annotated[list[Path], typer.Argument(metavar="BILL…", help="账单（CSV 或 XLSX）")],
    orders: Annotated[list[Path] | None, typer.Option("--orders", metavar="FILE", help="订单导出")] = None,
    promotion: Annotated[list[Path] | None, typer.Option("--promotion", metavar="FILE", help="推广报表")] = None,
    daily_limit: Annotated[float | None, typer.Option("--daily-limit", min=0, help="推广日限额（元）")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="另存为表格，合计是公式")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="另存为 PDF")] = None,
) -> None:
    """核对账单，列出每一处差异和它所在的行。"""
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
        if path is not None:
            write_file(path, content)
