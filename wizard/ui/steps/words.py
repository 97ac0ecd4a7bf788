"""Words for ids that the step pages share: levels, outcomes, kinds, confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wizard.knowledge.load import Pack
from wizard.ui import layout
from wizard.ui.steps import markup
from wizard.ui.words import CONFIDENCE

LEVELS = {"required": "必备", "recommended": "建议", "helpful": "有帮助"}
IDENTIFIER_KINDS = {
    "order": "订单号",
    "violation": "违规单号",
    "aftersales": "售后单号",
    "ticket": "工单号",
    "goods": "商品 ID",
    "activity": "活动或推广计划 ID",
    "tracking": "快递单号",
    "contract": "合同或协议编号",
    "other": "其他编号",
}
OUTCOMES = {
    "waiting": "还在等答复",
    "no_reply": "一直没有答复",
    "rejected": "被驳回",
    "partly": "部分解决",
    "solved": "已解决",
}
REPLY_KINDS = {
    "accepted": "受理了，正在处理",
    "more_evidence": "要求补充材料",
    "rejected": "驳回，不支持",
    "partly": "部分支持",
    "solved": "全部解决",
    "not_competent": "不归他们管",
    "no_reply": "到期没有答复",
}
ENDINGS = {"solved": "全部解决", "partly": "部分解决", "failed": "没有解决", "withdrawn": "自己撤回"}


def confidence_tag(confidence: object) -> str:
    """The label of a confidence; nothing for what was read in the original."""
    return "" if str(confidence) == "verified" else layout.confidence_badge(confidence)


def channel_names(pack: Pack) -> dict[str, str]:
    """Channel id → name, in the order of the ladder."""
    ordered = sorted(pack.channels.values(), key=lambda channel: channel.rung)
    return {channel.id: channel.name for channel in ordered}


def channel_name(pack: Pack, channel: str | None) -> str:
    """The name of a channel; its id when the pack does not know it."""
    record = pack.channels.get(channel or "")
    return record.name if record else (channel or "")


def law_title(pack: Pack, law: str) -> str:
    """How an article is called in one line; its id when the pack does not know it."""
    record = pack.laws.get(law)
    return law_words(record) if record else law


def law_words(record: object) -> str:
    """`《电子商务法》第三十五条`; without a number where none is known."""
    name = getattr(record, "citation", "") or getattr(record, "name", "")
    return str(name() if callable(name) else name)


def basis_html(pack: Pack, laws: Iterable[str]) -> str:
    """The articles a statement rests on, as one quiet line."""
    names = [law_title(pack, law) for law in laws]
    return markup.paragraph(f"依据：{'、'.join(names)}", quiet=True) if names else ""


def sure_basis_html(pack: Pack, laws: Iterable[str]) -> str:
    """The articles a statement rests on with how sure each is: `依据：甲、乙（已核对原文）；丙（二手来源…）`."""
    by_confidence: dict[str, list[str]] = {}
    for law in laws:
        confidence = str(pack.laws[law].confidence) if law in pack.laws else ""
        by_confidence.setdefault(CONFIDENCE.get(confidence, ""), []).append(law_title(pack, law))
    groups = ["、".join(names) + (f"（{sure}）" if sure else "") for sure, names in by_confidence.items()]
    return markup.paragraph(f"依据：{'；'.join(groups)}", quiet=True) if groups else ""


def labelled(labels: Mapping[str, str], ids: Iterable[str]) -> str:
    """Labels of ids, listed; an unknown id stays as it is."""
    return "、".join(labels.get(one, one) for one in ids)
