"""One builder for each part of a document. Each gives the blocks of its part, or none when there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable

from wizard.case import Event, Loss
from wizard.document import Block, Items, Paragraph, Run, Table
from wizard.drafting.basis import chosen, fitting
from wizard.drafting.draft import Draft
from wizard.drafting.history import tried
from wizard.drafting.inputs import CalculatedLike, missing_required
from wizard.drafting.plain_text import PAGE_COLUMN
from wizard.drafting.proof import event_exhibits, exhibit_name, exhibit_purpose, exhibit_source, fact_exhibits
from wizard.drafting.readers import addresses, wording_key
from wizard.drafting.runs import Runs, fields, items, paragraph, text_run, with_exhibits
from wizard.drafting.sentences import closed, compact, first_rendered, open_ended, rendered
from wizard.drafting.slots import OUR_WORDS
from wizard.knowledge.records.wording import Sentence
from wizard.knowledge.shown import shown_day, shown_money

Blocks = list[Block]
COURT, PLATFORM = "court", "platform"
EVENTS_THAT_TELL = 2  # with fewer events the merchant's own account is printed as well
PAGES_LATER = "见证据索引"
UNNAMED_LOSS = "其他损失"


def summary(draft: Draft) -> Blocks:
    """The claim in one sentence."""
    text = subject_of(draft)
    return [paragraph(text, "summary", "lead")] if text else []


def subject_of(draft: Draft) -> str:
    """The claim in one sentence: the first wording of the scenario that the case can fill, else the general one."""
    general, audience = draft.pack.scenario_words[OUR_WORDS], draft.template.audience
    own = draft.words.subjects.get(audience, ())
    shared = general.subjects.get(audience, ())
    return first_rendered((*own, *shared, *draft.words.subject, *general.subject), draft.slots, draft.view)


def headline_of(draft: Draft) -> str:
    """The matter in a few words; nothing when the case does not say enough, then the claim serves."""
    return first_rendered(draft.words.headlines, draft.slots, draft.view)


def parties(draft: Draft) -> Blocks:
    """Who complains: inside the platform the shop comes first, outside of it who is behind the shop."""
    shop = draft.case.shop
    named = [("店铺名称", shop.name), ("店铺 ID", shop.shop_id)]
    entity = [
        ("名称" if draft.template.audience == COURT else "经营主体", shop.legal_name),
        ("统一社会信用代码", shop.credit_code),
        ("法定代表人或经营者", "" if draft.template.audience == PLATFORM else shop.representative),
    ]
    reached = [
        ("联系人", shop.contact),
        ("联系电话", shop.phone),
        ("电子邮箱", shop.email),
        ("住所" if draft.template.audience == COURT else "通讯地址", shop.address),
    ]
    pairs = [*named, *entity, *reached] if draft.template.audience == PLATFORM else [*entity, *reached, *named]
    block = fields(draft.template.complainant_label, pairs, "parties")
    return [block] if block else []


def respondent(draft: Draft) -> Blocks:
    """Who is complained about, and that the name is to be checked against the licence."""
    other = draft.case.respondent
    platform = f"{draft.slots.get('platform_brand', '')}平台" if other.kind == "platform" else ""
    pairs = (
        ("名称", draft.slots.get("respondent", "")),
        ("平台", platform),
        ("店铺名称", other.shop_name),
        ("链接", other.shop_url),
        ("住所", other.address),
        ("法定代表人", "" if draft.template.audience == PLATFORM else other.representative),
    )
    block = fields(draft.template.respondent_label, pairs, "respondent")
    if block is None:
        return []
    note = draft.template.respondent_note
    return [block, paragraph(note, "respondent", "note")] if note else [block]


def identifiers(draft: Draft) -> Blocks:
    """Every number that lets the other side find the matter."""
    block = fields("", identifier_pairs(draft), "identifiers")
    return [block] if block else []


def identifier_pairs(draft: Draft) -> list[tuple[str, str]]:
    """Kind and numbers, one pair for each kind that the case has; repeated numbers once."""
    labels = draft.common("identifier")
    found: dict[str, dict[str, None]] = {}
    if draft.slots.get("violation_number") and not draft.slots.get("violation_numbers"):
        found["violation"] = {draft.slots["violation_number"]: None}
    for identifier in draft.case.identifiers:
        if identifier.value:
            found.setdefault(identifier.kind, {})[identifier.value] = None
    return [(labels.get(kind, kind), "、".join(values)) for kind, values in found.items()]


def facts(draft: Draft) -> Blocks:
    """What happened: the facts from the answers, the dated events, and the merchant's account where these are few."""
    blocks: Blocks = []
    told = [sentence for words in draft.told for sentence in words.matter]
    known = rendered((*told, *_general_matter(draft)), draft.slots, draft.view)
    if known:
        runs = with_exhibits("".join(closed(sentence) for sentence in dict.fromkeys(known)), fact_exhibits(draft))
        blocks.append(Paragraph(runs=runs, part="facts"))
    events = tuple(_event_runs(event, draft) for event in _dated(draft) if event.what.strip() or event.result.strip())
    if events:
        blocks.append(Items(ordered=True, items=events, part="timeline"))
    return blocks + _account(draft, len(events))


def _general_matter(draft: Draft) -> tuple[Sentence, ...]:
    general = draft.pack.scenario_words[OUR_WORDS]
    return () if draft.words is general else general.matter


def _account(draft: Draft, events: int) -> Blocks:
    """The merchant's own account: printed when the timeline does not tell the story, or when they want it printed."""
    own = draft.case.wording.get("narrative", "") if addresses(draft, wording_key("narrative")) else ""
    text = own or (draft.case.narrative if events < EVENTS_THAT_TELL else "")
    return [paragraph(closed(line.strip()), "narrative") for line in text.split("\n") if line.strip()]


def _dated(draft: Draft) -> list[Event]:
    """Events by day and time; those without a day keep their place at the end."""
    return sorted(draft.case.timeline, key=lambda event: (event.on is None, event.on or 0, str(event.at or "")))


def _event_runs(event: Event, draft: Draft) -> Runs:
    return with_exhibits(event_sentence(event), event_exhibits(draft, event.id))


def event_sentence(event: Event) -> str:
    """One event as who, when, where, what and with what result."""
    when = shown_day(event.on) + (f" {event.at:%H:%M}" if event.at else "") if event.on else ""
    who = "" if event.what.strip().startswith(event.who) else event.who
    lead = "，".join(part for part in (when, event.where, who) if part)
    what = closed(open_ended(event.what))
    result = closed(f"结果：{open_ended(event.result)}") if event.result.strip() else ""
    return f"{lead}：{what}{result}" if lead and what else f"{lead}{'，' if lead else ''}{what}{result}"


def loss(draft: Draft) -> Blocks:
    """Calculations written out, and the loss table with its total."""
    blocks: Blocks = []
    told = {calculation for words in draft.told for calculation in words.calculations}
    speaking = [one for one in draft.calculations if one.id in told and one.supports == "yes"]
    lines = [_calculation_line(one, draft) for one in speaking]
    if lines:
        blocks.append(items(lines, "calculation"))
    table = loss_table(draft)
    return [*blocks, table] if table else blocks


def _calculation_line(calculated: CalculatedLike, draft: Draft) -> str:
    """A calculation is written for the merchant (您, 今天); in the letter the merchant speaks on the day it bears."""
    spoken = calculated.arithmetic.replace("您", draft.template.self_name).replace("今天 ", "截至")
    arithmetic = compact(spoken)
    return f"{calculated.label}：{closed(arithmetic)}"


def loss_table(draft: Draft) -> Table | None:
    """The loss table, with its total once an amount is stated; `None` without a line that says something."""
    lines = [line for line in draft.case.losses if line.what or line.amount is not None]
    if not lines:
        return None
    stated = draft.case.loss_total()
    total = (text_run("合计"), text_run(""), text_run(""), text_run(_plain_money(stated)))
    return Table(
        caption="损失明细",
        header=("项目", "算法", "日期", "金额（元）"),
        rows=(*(_loss_row(line) for line in lines), *((total,) if stated else ())),
        widths=(3, 4, 2, 2),
        numeric=(3,),
        part="loss",
    )


def _loss_row(line: Loss) -> tuple[Runs, ...]:
    day = f"{line.on:%Y-%m-%d}" if line.on else ""
    amount = _plain_money(line.amount) if line.amount is not None else "待核"
    return text_run(line.what or UNNAMED_LOSS), text_run(line.arithmetic), text_run(day), text_run(amount)


def _plain_money(amount: object) -> str:
    return f"{amount:,.2f}"


def attempts(draft: Draft) -> Blocks:
    """What was tried before."""
    lines = tried(draft)
    return [items(lines, "attempts")] if lines else []


def grounds(draft: Draft) -> Blocks:
    """Why it is wrong, each point resting on an answer."""
    lines = rendered([reason for words in draft.told for reason in words.reasons], draft.slots, draft.view)
    return [items(map(closed, lines), "grounds")] if lines else []


def basis(draft: Draft) -> Blocks:
    """The articles, what each says, and why this case falls under it."""
    lines = tuple(
        (
            Run(text=article.citation, bold=True, basis=article.law.id),
            Run(text=f"：{closed(article.says)}" + (f"本案情形：{closed(article.reason)}" if article.reason else "")),
        )
        for article in chosen(fitting(draft))
    )
    return [Items(ordered=True, items=lines, part="basis")] if lines else []


def demands(draft: Draft) -> Blocks:
    """What is asked for."""
    return [items(draft.demands, "demands")] if draft.demands else []


def evidence(draft: Draft) -> Blocks:
    """The list of exhibits, and what is missing with the reason."""
    blocks: Blocks = []
    if draft.case.exhibits:
        blocks.append(_evidence_table(draft))
        if draft.template.audience == COURT:
            blocks.append(paragraph(_submitted(draft), "submitted"))
    text = missing_statement(draft)
    return [*blocks, paragraph(text, "missing")] if text else blocks


def _submitted(draft: Draft) -> str:
    """Who hands the list in and when, as courts want it under the list."""
    shop, signature = draft.case.shop, draft.case.signature
    day = shown_day(signature.signed_at.date() if signature else draft.today)
    return f"提交人：{shop.legal_name or shop.contact or shop.name or draft.template.self_name}。提交日期：{day}。"


def _evidence_table(draft: Draft) -> Table:
    court = draft.template.audience == COURT
    rows = []
    for number, exhibit in enumerate(draft.case.exhibits, start=1):
        name = (Run(text=f"证据{number}", exhibit=number), Run(text=f" {exhibit_name(exhibit, draft)}"))
        row = (name, text_run(exhibit_source(exhibit, draft)), text_run(exhibit_purpose(exhibit, draft)))
        rows.append((*row, text_run(PAGES_LATER)) if court else row)
    header = ("编号和名称", "来源", "证明对象和内容", PAGE_COLUMN) if court else ("证据名称", "来源", "证明目的")
    return Table(
        caption="证据清单" if court else "证据目录",
        header=header,
        rows=tuple(rows),
        widths=(4, 3, 4, 2) if court else (4, 3, 4),
        part="evidence",
    )


def missing_statement(draft: Draft) -> str:
    """What could not be had, in the merchant's own reason; nothing until they gave one (signing asks for it)."""
    reason = open_ended(draft.case.missing_evidence_reason)
    if not reason:
        return ""
    missing = "、".join(item.title for item in missing_required(draft.assessment))
    if not missing:
        return f"关于证据的说明：{reason}。"
    return f"截至{draft.slots['today']}尚未取得：{missing}。原因：{reason}。取得后补充提交。"


def call_opening(draft: Draft) -> Blocks:
    """What to say first on the phone."""
    shop = draft.case.shop
    named = "，".join(part for part in (shop.name, shop.shop_id and f"店铺 ID {shop.shop_id}") if part)
    hello = f"您好，我是商家{f'（{named}）' if named else ''}。"
    return [paragraph(hello + subject_of(draft), "call_opening", "lead")]


def call_numbers(draft: Draft) -> Blocks:
    """Numbers to read out."""
    shop = draft.case.shop
    total = draft.case.loss_total()
    pairs = [("店铺名称", shop.name), ("店铺 ID", shop.shop_id), *identifier_pairs(draft)]
    block = fields("", [*pairs, ("涉及金额", shown_money(total) if total else "")], "call_numbers")
    return [block] if block else []


def call_questions(draft: Draft) -> Blocks:
    """Three questions to ask."""
    return [items(draft.words.call_questions, "call_questions")]


def preserve(draft: Draft) -> Blocks:
    """What should be fixed by a notary or a timestamp first."""
    return [items(map(closed, draft.words.fix_now), "preserve")]


BUILDERS: dict[str, Callable[[Draft], Blocks]] = {
    "summary": summary,
    "parties": parties,
    "respondent": respondent,
    "identifiers": identifiers,
    "facts": facts,
    "loss": loss,
    "attempts": attempts,
    "grounds": grounds,
    "basis": basis,
    "demands": demands,
    "evidence": evidence,
    "call_opening": call_opening,
    "call_numbers": call_numbers,
    "call_questions": call_questions,
    "preserve": preserve,
}
