"""Any record of the knowledge pack as readable HTML: every field by its name in words, ids as what they stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from wizard.knowledge.load import Pack
from wizard.knowledge.walk import is_condition
from wizard.ui import layout
from wizard.ui.layout import escape

TOPICS = {
    "scenarios": "场景",
    "ways_out": "都不是时去哪里",
    "triage_questions": "分类提问",
    "questions": "事实提问",
    "calculations": "算术",
    "fact_problems": "填写问题的提示",
    "evidence_kinds": "证据种类",
    "requirements": "证据要求",
    "findings": "文件检查的提示",
    "channels": "渠道",
    "procedures": "程序",
    "penalties": "处罚",
    "laws": "法律依据",
    "myths": "网上常见说法",
    "routes": "渠道怎么判断",
    "route_facts": "判断用的事实",
    "ladders": "升级的阶梯",
    "route_notices": "今天做什么和提醒",
    "demands": "诉求",
    "citations": "什么时候引用哪一条",
    "scenario_words": "各场景的话",
    "templates": "文书模板",
    "tone": "措辞提示",
    "followup_tasks": "待办",
    "reply_moves": "收到答复之后",
    "calendar": "节假日",
    "reading_fields": "从图片里读什么",
    "guide_coverage": "两篇网上文章逐句对照",
}
LABELS = {
    "title": "标题",
    "name": "名称",
    "text": "内容",
    "when": "什么时候",
    "scenarios": "场景",
    "words": "说法",
    "basis": "依据",
    "label": "名称",
    "level": "要求程度",
    "says": "原文说",
    "section": "段落",
    "part": "部分",
    "why": "为什么",
    "channels": "渠道",
    "score": "分数",
    "help": "说明",
    "heading": "小标题",
    "law": "法律",
    "short": "简称",
    "rank": "层级",
    "paraphrase": "转述",
    "in_force_from": "施行日期",
    "article": "条号",
    "guide": "第几篇",
    "carried_by": "写在哪些记录里",
    "corrected": "已更正",
    "source": "来源",
    "when_unavailable": "拿不到时怎么写",
    "applies_when": "什么时候适用",
    "any_of": "哪些证据可以",
    "kind": "种类",
    "mend": "怎么改",
    "version": "版本",
    "reason": "理由",
    "what": "是什么",
    "audiences": "写给谁",
    "audience": "写给谁",
    "level_in": "在这些渠道的要求程度",
    "severity": "轻重",
    "aliases": "别名",
    "how_to_check": "怎么核对",
    "unit": "单位",
    "when_words": "什么时候（说法）",
    "claim": "形成的主张",
    "proved_by": "用什么证明",
    "channel": "渠道",
    "issuer": "发布机关",
    "how_to_get": "怎么取得（电脑）",
    "on_phone": "怎么取得（手机）",
    "capture_tips": "取证提示",
    "usual_time": "通常多久",
    "accepts": "可用的文件",
    "proves": "证明目的",
    "amount": "数额",
    "texts": "写法",
    "how": "怎么做",
    "step": "步骤",
    "truth": "查证后",
    "message": "提示",
    "value": "内容",
    "means": "意思",
    "personal_data": "他人个人信息",
    "purpose": "用途",
    "steps": "步骤",
    "options": "选项",
    "time_limits": "时限",
    "time_limit": "时限",
    "met": "已具备的条件",
    "stage": "阶段",
    "start": "从哪天算",
    "lead": "开头",
    "fits": "适合",
    "does_not_fit": "不适合",
    "preconditions": "先要准备好",
    "submit": "要交什么",
    "keep": "要留下什么",
    "warnings": "注意",
    "read_elsewhere": "网上常见说法",
    "for_points": "支持的理由",
    "against_points": "不利的理由",
    "exclusions": "不考虑的情形",
    "needs": "需要什么",
    "limits": "限制",
    "request": "一句话的请求",
    "requests": "一句话的请求",
    "self_name": "我方称呼",
    "other_name": "对方称呼",
    "sections": "各段",
    "fields": "表单栏目",
    "attachments": "附件",
    "volatile": "常变的信息",
    "menu": "入口",
    "reply": "答复种类",
    "addressee": "致",
    "operation": "怎么算",
    "first": "第一个数",
    "second": "第二个数",
    "arithmetic": "算式",
    "verdicts": "结论",
    "below": "小于",
    "above": "大于",
    "clause": "款",
    "meaning": "意思",
    "moves": "怎么做",
    "suggestion": "建议",
    "minimum": "最小",
    "maximum": "最大",
    "trigger": "什么情况会触发",
    "trigger_source": "触发条件的来源",
    "prepare": "要准备",
    "arguments": "可以从这些方面说",
    "inference": "其中的推断",
    "matter_name": "事项名称",
    "headlines": "标题",
    "subject": "概述",
    "subjects": "写给不同去处的概述",
    "matter": "事实",
    "reasons": "理由",
    "call_questions": "通话时问什么",
    "fix_now": "先固定的证据",
    "card": "卡片",
    "examples": "例子",
    "not_for": "不属于",
    "elsewhere": "还可以去",
    "respondent": "被投诉方",
    "first_channel": "先走的渠道",
    "ladder": "阶梯",
    "evidence_hint": "证据提示",
    "demands": "诉求",
    "rungs": "各级",
    "next_channels": "接下来的渠道",
    "places": "去处",
    "max_chars": "字数上限",
    "max_count": "个数上限",
    "limit": "界限",
    "example": "例子",
    "note": "说明",
    "caution": "注意",
    "pattern": "匹配的写法",
    "unless": "除外的写法",
    "likelihood": "各场景的可能",
    "custody": "什么时候值得公证",
    "confidence": "置信度",
    "document_title": "文书名称",
    "ready": "时候到了的条件",
    "met_words": "怎样算具备",
}
HIDDEN = {
    "id",
    "sources",
    "reviewed_on",
    "review_by",
    "order",
    "seen",
    "document_kind",
    "medium",
    "group",
    "rung",
    "parts",
    "rewritable",
    "required",
    "masks_personal_data",
    "accompanies",
    "not_yet",
    "suggested",
    "always",
    "needs_amount",
    "not_future",
    "starts_harm",
    "others_loss",
    "roll_forward",
    "legal",
    "until_reply",
    "background",
    "fixes_others",
    "derived",
    "first_of",
    "titled",
    "supports",
}
"""Fields that only the program reads; `python -m wizard knowledge show` prints them too."""
_TITLES = ("name", "title", "citation", "matter_name", "means", "text", "words", "says", "why", "year")
_REFERENCES = {
    "scenarios": "scenarios",
    "channels": "channels",
    "channel": "channels",
    "next_channels": "channels",
    "first_channel": "channels",
    "ladder": "channels",
    "basis": "laws",
    "law": "laws",
    "any_of": "evidence_kinds",
    "proved_by": "evidence_kinds",
    "demands": "demands",
    "not_channels": "channels",
}


def title_of(record: Any) -> str:
    """What a record is called: its name, or its first words."""
    for field in _TITLES:
        value = getattr(record, field, None)
        if value and not isinstance(value, tuple):
            return str(value)
    return str(record.id)


def body_of(pack: Pack, record: Any) -> str:
    """Everything a record says, its own id last."""
    return _fields(pack, record) + f'<p class="w-quiet">编号：<code>{escape(record.id)}</code></p>'


def _fields(pack: Pack, piece: BaseModel) -> str:
    rows = []
    for name, info in type(piece).model_fields.items():
        value = getattr(piece, name)
        if name in HIDDEN or value in (None, "", (), False) or value == {}:
            continue
        shown = f"<code>{escape(value)}</code>" if is_condition(info) else _value(pack, name, value)
        rows.append(f"<div><dt>{escape(LABELS.get(name, name))}</dt><dd>{shown}</dd></div>")
    return f'<dl class="w-pairs">{"".join(rows)}</dl>'


def _value(pack: Pack, name: str, value: Any) -> str:
    if isinstance(value, BaseModel):
        return _piece(pack, value)
    if isinstance(value, tuple | list):
        if name in _REFERENCES:
            return "、".join(_value(pack, name, one) for one in value)
        return f"<ul>{''.join(f'<li>{_value(pack, name, one)}</li>' for one in value)}</ul>"
    if isinstance(value, Mapping):
        return f"<ul>{''.join(f'<li>{escape(key)}：{_value(pack, key, one)}</li>' for key, one in value.items())}</ul>"
    if name == "confidence":
        return layout.confidence_badge(value)
    if isinstance(value, dt.date):
        return escape(value.isoformat())
    return "是" if value is True else escape(_named(pack, name, value))


def _piece(pack: Pack, piece: BaseModel) -> str:
    """A part of a record: one line when it has one thing to say, else its fields."""
    said = [name for name in type(piece).model_fields if name not in HIDDEN and getattr(piece, name)]
    if said == ["text"] or said == ["words"]:
        return escape(getattr(piece, said[0]))
    return _fields(pack, piece)


def _named(pack: Pack, name: str, value: Any) -> str:
    topic = _REFERENCES.get(name)
    records: Mapping[str, Any] = getattr(pack, topic) if topic else {}
    return title_of(records[value]) if isinstance(value, str) and value in records else str(value)
