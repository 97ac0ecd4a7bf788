"""Words that several pages share."""

from __future__ import annotations

PRODUCT = "拼多多商家投诉向导"
STEPS = {
    "scenario": "场景",
    "facts": "事实",
    "evidence": "证据",
    "channel": "渠道",
    "review": "核对",
    "sign": "签署",
    "followup": "跟进",
}
PLACES = {"": "工作台", "guide": "指南", "verify": "校验", "team": "团队"}
TITLES = PLACES | STEPS | {"record": "操作记录", "upkeep": "维护"}
CONTINUE = "保存并继续"
ONWARDS = "继续"
BACK = "返回上一步"
NO_CASE = "没有这个案件"
NO_CASE_WHY = "它可能已被删除，或者属于另一个团队。请从工作台重新打开。"
CONFIDENCE = {
    "verified": "已核对原文",
    "verified_secondary": "二手来源，使用前请核对",
    "memory_only": "未核实，请自行核对",
}
