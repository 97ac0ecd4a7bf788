"""One realistic story a scenario, as a shop owner would enter it; and the least a case can hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from wizard.case import Attempt, Case, Event, Exhibit, Identifier, Loss, Respondent, Scenario, Shop

TODAY = dt.date(2026, 11, 22)
SCENARIOS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
SHOP = Shop(
    name="阿明鲜果",
    shop_id="583920174",
    legal_name="广州市阿明农产品有限公司",
    credit_code="91440101MA5XXXXX0K",
    contact="陈明",
    phone="13800001234",
    email="aming@example.com",
    address="广州市白云区石井街 12 号",
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def events(*lines: tuple[str, str, str, str, str]) -> list[Event]:
    return [
        Event(id=f"e{number}", on=day(on), where=where, who=who, what=what, result=result)
        for number, (on, where, who, what, result) in enumerate(lines, start=1)
    ]


def exhibit(number: int, title: str, kind: str, source: str, proves: str, claims: list[str] | None = None) -> Exhibit:
    return Exhibit(
        id=f"x{number}",
        title=title,
        file_name=f"{number}.png",
        kinds=[kind],
        source=source,
        proves=proves,
        captured_on=day("2026-11-10"),
        claims=claims or [],
    )


def least(scenario: Scenario | None) -> Case:
    """A case with nothing but its scenario."""
    return Case(scenario=scenario)


STORIES: dict[str, dict[str, Any]] = {
    "unfair_rules": {
        "answers": {
            "rule_name": "售后服务规则（2026 修订）",
            "rule_published_on": "2026-10-28",
            "rule_effective_on": "2026-11-01",
            "rule_major": True,
            "rule_comment_page": "no",
            "rule_transition": "no",
            "rule_default_agreed": True,
            "rule_old_version": "no",
            "rule_forced": ["refund_without_return"],
            "rule_exit_blocked": False,
            "rule_effect": "生鲜类目退款不退货的订单由每月 6 单增加到 41 单",
            "affected_merchants": "some",
            "already_reported": False,
        },
        "timeline": events(
            ("2026-10-28", "商家后台-规则中心", "平台", "公示修订后的售后服务规则", "规则写明 11 月 1 日起施行"),
            ("2026-10-29", "商家后台-弹窗", "平台", "弹窗提示规则更新，默认勾选同意", ""),
            ("2026-11-01", "商家后台", "平台", "开始按新规则处理退款", "当月 41 单退款不退货"),
        ),
        "losses": [
            Loss(
                what="退款不退货订单货款",
                amount=Decimal("1804.00"),
                arithmetic="41 单 × 44.00 元",
                on=day("2026-11-15"),
            )
        ],
        "exhibits": [
            exhibit(1, "规则公示页截图", "rule_notice_page", "商家后台-规则中心", "公示日和施行日", ["event-e1"]),
            exhibit(2, "弹窗录屏", "screen_recording", "商家后台", "默认勾选同意", ["event-e2"]),
        ],
    },
    "system_bug": {
        "answers": {
            "bug_kind": "oversell",
            "bug_page": "商品库存页",
            "bug_started_on": "2026-11-11",
            "bug_ended_on": "2026-11-12",
            "bug_repeats": "yes",
            "bug_orders": "37",
            "bug_logs_requested": True,
        },
        "timeline": events(
            ("2026-11-11", "商品库存页", "本店", "将库存改为 0，页面提示保存成功", "前台仍可下单"),
            ("2026-11-11", "订单列表", "系统", "继续产生 37 笔订单", "无法发货"),
            ("2026-11-12", "在线客服", "客服", "答复已反馈技术", "未给出编号"),
        ),
        "losses": [
            Loss(what="缺货扣款", amount=Decimal("740.00"), arithmetic="37 单 × 20.00 元", on=day("2026-11-13"))
        ],
        "identifiers": [Identifier(kind="order", value=f"261111-{number:015d}") for number in range(1, 8)],
        "attempts": [Attempt(channel="pdd_ticket", on=day("2026-11-12"), receipt="GD20261112001", outcome="no_reply")],
        "exhibits": [exhibit(1, "库存页录屏", "screen_recording", "商品库存页", "保存后库存仍可售", ["event-e1"])],
    },
    "support_misconduct": {
        "answers": {
            "support_conduct": ["refused_human", "closed_unsolved", "broken_promise"],
            "support_first_on": "2026-11-02",
            "support_last_reply_on": "2026-11-09",
            "support_agent": "小多 1123",
            "support_promise": "三个工作日内由专员回电",
            "human_review_requested": True,
        },
        "timeline": events(
            ("2026-11-02", "在线客服", "本店", "询问保证金扣除原因", "机器人回复规则链接"),
            ("2026-11-04", "在线客服", "小多 1123", "承诺三个工作日内由专员回电", "没有回电"),
            ("2026-11-09", "工单", "平台", "关闭工单", "未说明理由"),
        ),
        "identifiers": [Identifier(kind="ticket", value="GD20261102008")],
        "exhibits": [exhibit(1, "聊天记录", "support_chat", "在线客服", "承诺和关闭过程")],
    },
    "fine_dispute": {
        "answers": {
            "penalty_kind": "late_shipment",
            "penalty_number": "WG2026110300017",
            "penalty_notified_on": "2026-11-03",
            "penalty_amount": "12000.00",
            "penalty_deducted": True,
            "penalty_reason_given": "partly",
            "penalty_basis_given": "no",
            "penalty_calculation_shown": "no",
            "penalty_actual_loss": "3000.00",
            "appeal_deadline_on": "2026-11-25",
            "appeal_count": "1",
            "reply_looks_automated": True,
            "human_review_requested": True,
            "funds_frozen": False,
            "already_reported": False,
        },
        "timeline": events(
            ("2026-11-03", "商家后台-违规列表", "平台", "通知延迟发货，扣款 12,000 元", "账户当日被扣"),
            ("2026-11-05", "违规申诉页", "本店", "提交申诉和揽收记录", "当日显示审核中"),
            ("2026-11-06", "站内信", "平台", "答复“申诉材料不足”", "未说明缺哪一份"),
        ),
        "losses": [Loss(what="处罚扣款", amount=Decimal("12000"), arithmetic="账单实扣", on=day("2026-11-03"))],
        "attempts": [
            Attempt(
                channel="pdd_violation_appeal",
                on=day("2026-11-05"),
                receipt="SS20261105",
                reply="申诉材料不足",
                outcome="rejected",
            )
        ],
        "exhibits": [
            exhibit(1, "违规详情页", "penalty_detail", "商家后台-违规列表", "处罚种类和金额", ["event-e1"]),
            exhibit(2, "快递揽收记录", "pickup_receipt", "快递公司", "订单按时揽收", ["event-e2"]),
        ],
    },
    "settlement": {
        "answers": {
            "settlement_kind": ["short", "fee"],
            "settlement_expected": "86500.00",
            "settlement_paid": "79120.50",
            "settlement_due_on": "2026-11-10",
            "settlement_from": "2026-10-01",
            "settlement_to": "2026-10-31",
            "settlement_reason": "技术服务费调整",
            "procurement": False,
        },
        "timeline": events(
            ("2026-11-10", "账房-对账中心", "本店", "下载 10 月账单", "到账比应结少 7,379.50 元"),
            ("2026-11-12", "在线客服", "客服", "答复为技术服务费调整", "未给出明细"),
        ),
        "losses": [
            Loss(what="少结货款", amount=Decimal("7379.50"), arithmetic="86,500.00 − 79,120.50", on=day("2026-11-10"))
        ],
        "exhibits": [exhibit(1, "10 月账单", "bill_export", "账房-对账中心", "应结和实结金额", ["event-e1"])],
    },
    "misleading_promotion": {
        "answers": {
            "promo_name": "双十一果园专场",
            "promo_promise": "保底曝光 50 万次",
            "promo_promised_on": "2026-10-20",
            "promo_where": "sales_chat",
            "promo_spend": "20000.00",
            "promo_promised_value": "500000",
            "promo_delivered_value": "83210",
            "promo_unit": "次",
            "promo_forced": False,
            "promo_result": "曝光 83,210 次，成交 112 单",
            "promo_limit": "15000.00",
        },
        "timeline": events(
            ("2026-10-20", "企业聊天", "招商人员", "承诺保底曝光 50 万次", "本店报名"),
            ("2026-11-01", "推广后台", "本店", "设置消耗上限 15,000 元", "实际消耗 20,000 元"),
            ("2026-11-12", "推广报表", "本店", "下载报表", "曝光 83,210 次"),
        ),
        "exhibits": [
            exhibit(1, "招商聊天记录", "promotion_promise", "企业聊天", "承诺内容", ["event-e1"]),
            exhibit(2, "推广报表", "promotion_report", "推广后台", "实际曝光和消耗", ["event-e3"]),
        ],
    },
    "anticompetitive": {
        "answers": {
            "ac_kind": ["exclusive", "forced_price"],
            "ac_threat": "不撤其他平台的同款，搜索就不给量",
            "ac_consequence": ["demoted", "delisted"],
            "ac_other_platforms": "淘宝、抖店",
            "ac_dominance_evidence": True,
            "ac_started_on": "2026-09-15",
            "already_reported": False,
        },
        "timeline": events(
            ("2026-09-15", "电话", "类目运营", "要求撤下其他平台同款", "本店没有同意"),
            ("2026-09-18", "搜索结果页", "平台", "主推商品搜索排名由第 3 位变为第 58 位", "日访客由 2,100 降到 160"),
        ),
        "exhibits": [exhibit(1, "通话录音", "call_recording", "本店手机", "对方的要求", ["event-e1"])],
    },
    "aftersales_dispute": {
        "answers": {
            "aftersales_kind": "refund_only",
            "aftersales_amount": "268.00",
            "aftersales_decided_on": "2026-11-08",
            "aftersales_deadline_on": "2026-11-24",
            "goods_returned": "no",
            "suspected_fraud": True,
            "platform_decided": True,
            "appeal_done": True,
        },
        "timeline": events(
            ("2026-11-01", "订单列表", "本店", "发出车厘子 5 斤装", "11 月 3 日签收"),
            ("2026-11-06", "售后详情页", "买家", "以腐烂为由申请仅退款，图片与两个月前另一订单相同", ""),
            ("2026-11-08", "售后详情页", "平台", "介入并支持仅退款 268 元", "商品未退回"),
        ),
        "identifiers": [
            Identifier(kind="order", value="261101-123456789012345"),
            Identifier(kind="aftersales", value="SH202611060091"),
            Identifier(kind="tracking", value="YT7788990011223"),
        ],
        "losses": [Loss(what="退款", amount=Decimal("268"), arithmetic="售后单实退", on=day("2026-11-08"))],
        "exhibits": [
            exhibit(1, "售后详情页", "aftersales_detail", "商家后台", "判责结果", ["event-e3"]),
            exhibit(2, "两单凭证对比", "comparison", "本店整理", "图片相同", ["event-e2"]),
        ],
    },
    "report_other_merchant": {
        "answers": {
            "other_kind": ["copied_images", "fake_orders"],
            "rights_held": ["copyright"],
            "other_first_seen_on": "2026-10-30",
            "other_repeat": True,
        },
        "respondent": Respondent(
            kind="merchant", shop_name="果满园旗舰店", shop_url="https://mobile.yangkeduo.com/goods.html?goods_id=1"
        ),
        "timeline": events(
            ("2026-10-30", "商品详情页", "对方店铺", "使用本店拍摄的 9 张主图", ""),
            ("2026-11-05", "订单列表", "若干买家", "同一小时内下单 60 笔后全部申请退款", "店铺退款率升高"),
        ),
        "exhibits": [exhibit(1, "主图逐张对比", "comparison", "双方页面", "图片一致", ["event-e1"])],
    },
}


def story(scenario: str) -> Case:
    """The realistic case of a scenario."""
    return Case(scenario=Scenario(scenario), shop=SHOP, narrative="经过见时间线。", **STORIES[scenario])
