"""What the bills part of step three shows, as HTML: files, result, each difference, sums as a table and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from wizard.case import Case
from wizard.ledger import Difference, Reconciliation, by_kind, sum_of
from wizard.services.ledger_proof import OURS
from wizard.services.reconciling import Checked
from wizard.ui.steps import markup

LEAD = markup.paragraph(
    "把后台下载的账单、订单、推广报表原样放进来，会逐行核对哪里少给了、多扣了。不用改格式，几个月重叠也没关系。"
)
ROWS_SHOWN = 12
FILES_OPEN = 4


def how_to_get() -> str:
    """Which files are wanted, before there are any."""
    wanted = (
        "账务明细（货款明细）：一定要有。",
        "同一段时间的订单导出：有了才能核对结算、延迟发货、虚假发货、补偿。导出时勾选「承诺发货时间」「退款金额」。",
        "营销账户明细、推广报表：有就一起放。",
    )
    return markup.heading("需要哪些文件", 2) + markup.plain_items(wanted)


def files_html(checked: Checked, case: Case) -> str:
    """What each file is; what could not be read, and why."""
    numbers = {exhibit.file_name: number for number, exhibit in enumerate(case.exhibits, start=1)}
    known = [f"{_numbered(name, numbers)} {markup.tag(kind, 'good')}" for name, kind in checked.kinds.items()]
    unknown = [
        f"{_numbered(name, numbers)} {markup.tag('没有用上', 'warn')}<br>{markup.quiet(_said(name, words))}"
        for name, words in checked.unreadable.items()
    ]
    head = f"<strong>用了 {len(known)} 个文件</strong>"
    if unknown:
        head += f" {markup.tag(f'{len(unknown)} 个没有用上', 'warn')}"
    return markup.fold(head, markup.items([*unknown, *known]), opened=bool(unknown) or len(known) <= FILES_OPEN)


def _said(name: str, words: str) -> str:
    return words.removeprefix(f"{name}：")


def _numbered(name: str, numbers: Mapping[str, int]) -> str:
    number = f"证据{numbers[name]} " if name in numbers else ""
    return markup.esc(f"{number}{name}")


def summary_html(result: Reconciliation) -> str:
    """The result in a sentence, and what could not be checked."""
    notes = markup.box(markup.plain_items(result.notes), "warn") if result.notes else ""
    period = "、".join(f"{start} 至 {end}" for start, end in result.periods)
    looked = markup.paragraph(f"核对了 {result.rows:,} 行{f'，账单从 {period}' if period else ''}。", quiet=True)
    if not result.differences:
        return markup.box(markup.paragraph("没有发现对不上的地方。"), "good") + looked + notes
    sure = [one for one in result.differences if one.certain]
    hints = len(result.differences) - len(sure)
    words = f"对不上的有 {len(sure)} 笔，合计 {money(sum_of(sure))}。" if sure else "没有能确定的差异。"
    more = f"另有 {hints} 条只是提示，要您自己核对。" if hints else ""
    return markup.box(f"<p><strong>{markup.esc(words)}</strong>{markup.esc(more)}</p>{looked}") + notes


def group_lead(groups: Mapping[str, list[Difference]], *, certain: bool) -> str:
    """The heading above the kinds."""
    if certain:
        return markup.heading("对不上的", 2) + markup.paragraph("逐笔看过、确认属实的，打上勾。", quiet=True)
    return markup.heading("只是提示", 2) + markup.paragraph(
        "只凭账单不能确定。到后台核对后，属实的再打勾；材料里会写明「请平台说明」。",
        quiet=True,
    )


def kind_label(group: list[Difference], chosen: set[str]) -> str:
    """A kind with count, sum, and how many of it are ticked."""
    ticked = sum(one.id in chosen for one in group)
    some = f"，已勾 {ticked} 笔" if 0 < ticked < len(group) else ""
    return f"{group[0].name}：{len(group)} 笔，{money(sum_of(group))}{some}"


def one_label(one: Difference) -> str:
    """One difference beside its box."""
    return f"{one.order or one.on or one.name}，{money(one.money)}"


def one_html(one: Difference) -> str:
    """The arithmetic of one difference, and the rows it stands on."""
    places: dict[str, list[str]] = {}
    for row in one.rows[:ROWS_SHOWN]:
        places.setdefault(row.file, []).append(str(row.row))
    rows = "；".join(f"{file} 第 {'、'.join(numbers)} 行" for file, numbers in places.items())
    return markup.paragraph(one.explanation) + (markup.paragraph(f"依据：{rows}", quiet=True) if rows else "")


def figures_html(result: Reconciliation) -> str:
    """Sums by kind and month: a chart of the kinds, and the table that says the same in numbers."""
    groups = by_kind(one for one in result.differences if one.certain)
    if not groups:
        return ""
    sums = {group[0].name: sum_of(group) for group in groups.values()}
    return markup.heading("合计", 2) + chart_html(sums) + _months_html(groups)


def chart_html(sums: Mapping[str, Decimal]) -> str:
    """Bars, largest first; its words say every number."""
    most = max(sums.values(), default=Decimal(0)) or Decimal(1)
    said = "；".join(f"{name} {money(amount)}" for name, amount in sums.items())
    bars = "".join(
        f'<div class="w-bar"><span>{markup.esc(name)}</span>'
        f'<span class="w-bar-line"><i style="width:{max(amount / most * 100, Decimal(1)):.1f}%"></i></span>'
        f"<span>{markup.esc(f'{amount:,.2f}')}</span></div>"
        for name, amount in sums.items()
    )
    return f'<div class="w-bars" role="img" aria-label="{markup.esc(f"各类差异合计：{said}")}">{bars}</div>'


def _months_html(groups: Mapping[str, list[Difference]]) -> str:
    """Kinds by months, with sums at the end of rows and columns."""
    every = [one for group in groups.values() for one in group]
    months = sorted({one.month for one in every})
    rows = [(markup.esc(group[0].name), *_cells(group, months)) for group in groups.values()]
    rows.append((markup.strong("合计"), *_cells(every, months)))
    header = ("种类", *(month or "没有日期" for month in months), "合计（元）")
    return markup.table("按种类和月份（订单按下单月份）", header, rows, tuple(range(1, len(months) + 2)))


def _cells(differences: Sequence[Difference], months: Iterable[str]) -> list[str]:
    by_month = [sum_of(one for one in differences if one.month == month) for month in months]
    return [f"{amount:,.2f}" if amount else "" for amount in by_month] + [f"{sum_of(differences):,.2f}"]


def totals_html(result: Reconciliation) -> str:
    """What came in and went out, by entry and month, folded."""
    if not result.totals:
        return ""
    rows = [
        (
            one.month,
            markup.esc(one.name),
            f"{Decimal(one.income):,.2f}",
            f"{Decimal(one.expense):,.2f}",
            f"{one.rows:,}",
        )
        for one in result.totals
    ]
    table = markup.table("账单收支", ("月份", "项目", "收入（元）", "支出（元）", "行数"), rows, (2, 3, 4))
    return markup.fold("账单里每个月的收支", table)


def unknown_html(result: Reconciliation) -> str:
    """Entries and columns that are not known: shown, not dropped."""
    if not result.unknown_entries and not result.unknown_columns:
        return ""
    entries = markup.paragraph("这些账务类型或业务编码不认识，已计入收支，请您看看是什么：") + markup.plain_items(
        result.unknown_entries
    )
    columns = markup.paragraph("这些列没有用到：") + markup.plain_items(result.unknown_columns)
    body = (entries if result.unknown_entries else "") + (columns if result.unknown_columns else "")
    return markup.fold(f"不认识的内容（{len(result.unknown_entries) + len(result.unknown_columns)}）", body)


def made_html(case: Case, ticked: list[Difference], *, up_to_date: bool) -> str:
    """What the click will do, or what it has done."""
    numbers = [f"证据{number}" for number, one in enumerate(case.exhibits, start=1) if one.id in OURS]
    if up_to_date:
        words = f"已做成{'和'.join(numbers)}，损失和诉求也填好了。改了勾选或加了账单，可以再更新。"
        words += "您自己写过的损失和诉求没有动，请看看有没有重复。"
        return markup.box(markup.paragraph(words), "good")
    if not ticked:
        return markup.paragraph(
            "勾选以后，一键做成证据：一份 PDF 差异表、一份带公式的表格，并填进损失和诉求。", quiet=True
        )
    if numbers:
        return markup.paragraph(f"勾选或账单有变化，{'和'.join(numbers)}还是旧的。", quiet=True)
    return markup.paragraph("会生成一份 PDF 差异表和一份带公式的表格，并填进损失和诉求。您自己写的不会动。", quiet=True)


def money(amount: Decimal) -> str:
    """An amount in yuan."""
    return f"{amount:,.2f} 元"
