"""The rows of the golden routing table: every meaningful permutation of a case, in the words of a merchant.

The whole product of the dimensions would be five thousand rows nobody reads. So the two that decide most (how far it
has gone, whether it is a violation) are crossed in full for every scenario; the others are varied one at a time where
they can matter, and special situations have a row of their own with their name.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from itertools import product

from wizard.case import Attempt, Case, Exhibit, Identifier, Loss, Scenario
from wizard.knowledge.load import Pack
from wizard.routing import RankedChannel, route

TODAY = dt.date(2026, 11, 22)
SCENARIOS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
OWN_ENTRY = {
    Scenario.FINE_DISPUTE: "pdd_violation_appeal",
    Scenario.AFTERSALES_DISPUTE: "pdd_aftersale_appeal",
    Scenario.REPORT_OTHER_MERCHANT: "pdd_report_merchant",
}
URGENCY = {"today": "今天就要处理", "none": "不急"}
LEGALITY = {"operating": "经营分歧", "suspected_illegal": "可能违法", "unsure": "说不清"}
MONEY = {"没有": None, "八百元": "800", "一万二": "12000", "八万": "80000"}
SCALE = {"only_me": "只有我", "many": "很多商家"}
COMPLETE = {True: "齐", False: "缺必备"}

HEADER = [
    "场景", "走到哪一步", "性质", "紧迫", "证据", "损失", "影响", "特别情况",
    "推荐", "其次", "不考虑及原因", "提醒", "今天做什么",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One permutation. `answers` holds what a special situation adds."""

    scenario: Scenario
    stage: str = "还没提过"
    legality: str = "suspected_illegal"
    urgency: str = "none"
    complete: bool = True
    money: str = "一万二"
    scale: str = "only_me"
    special: str = ""
    answers: dict = field(default_factory=dict)

    def case(self) -> Case:
        """The case this row describes."""
        stage_answers, attempts = STAGES[self.stage](OWN_ENTRY.get(self.scenario, "pdd_ticket"))
        amount = MONEY[self.money]
        return Case(
            scenario=self.scenario,
            narrative="经过",
            answers={
                "legality": self.legality,
                "urgency": self.urgency,
                "affected_merchants": self.scale,
                **stage_answers,
                **self.answers,
            },
            attempts=attempts,
            identifiers=[Identifier(kind="order", value="261101-123456789012345")],
            losses=[Loss(what="损失", amount=amount)] if amount else [],
            exhibits=[Exhibit(kinds=["support_chat"]), Exhibit(kinds=["order_detail"])],
        )


def _tried(channel: str, outcome: str, days: int) -> Attempt:
    return Attempt(channel=channel, outcome=outcome, on=TODAY - dt.timedelta(days=days))


STAGES = {
    "还没提过": lambda entry: ({}, []),
    "刚提交两天": lambda entry: ({}, [_tried(entry, "waiting", 2)]),
    "提交十天没回音": lambda entry: ({}, [_tried(entry, "no_reply", 10)]),
    "被驳回": lambda entry: ({"new_facts": False}, [_tried(entry, "rejected", 5)]),
    "被驳回但有新事实": lambda entry: ({"new_facts": True}, [_tried(entry, "rejected", 5)]),
    "人工判定也被驳回": lambda entry: (
        {"new_facts": False},
        [_tried(entry, "rejected", 20), _tried("pdd_manual_review", "rejected", 5)],
    ),
    "已举报十天": lambda entry: (
        {"new_facts": False, "already_reported": True},
        [
            _tried(entry, "rejected", 40),
            _tried("pdd_manual_review", "rejected", 30),
            _tried("samr_report", "waiting", 10),
        ],
    ),
    "举报两个月没回音": lambda entry: (
        {"new_facts": False, "already_reported": True},
        [
            _tried(entry, "rejected", 90),
            _tried("pdd_manual_review", "rejected", 80),
            _tried("samr_report", "no_reply", 60),
        ],
    ),
    "举报后有新事实": lambda entry: (
        {"new_facts": True, "already_reported": True},
        [
            _tried(entry, "rejected", 90),
            _tried("pdd_manual_review", "rejected", 80),
            _tried("samr_report", "waiting", 10),
        ],
    ),
}


def _special(scenario: Scenario, name: str, stage: str = "还没提过", **answers: object) -> Row:
    legality = str(answers.pop("legality", "suspected_illegal"))
    return Row(scenario, stage=stage, legality=legality, special=name, answers=dict(answers))


def _specials() -> list[Row]:
    fine, after, other = Scenario.FINE_DISPUTE, Scenario.AFTERSALES_DISPUTE, Scenario.REPORT_OTHER_MERCHANT
    both = "人工判定也被驳回"
    return [
        _special(fine, "截止日是今天", appeal_deadline_on="2026-11-22"),
        _special(fine, "截止日还有两天", appeal_deadline_on="2026-11-24"),
        _special(fine, "截止日还有十天", appeal_deadline_on="2026-12-02"),
        _special(fine, "截止日已过、没申诉过", appeal_deadline_on="2026-11-20"),
        _special(fine, "截止日已过、申诉被驳回", "被驳回", appeal_deadline_on="2026-11-20"),
        _special(fine, "页面上已申诉三次、没记在尝试里", appeal_count="3"),
        _special(fine, "答复像机器", "被驳回", reply_looks_automated=True),
        _special(fine, "处罚是服务态度赔付单", penalty_kind="service_attitude"),
        _special(fine, "没有说明违约金怎么算", both, legality="unsure", penalty_calculation_shown="no"),
        _special(
            fine, "违约金超过损失三成", both, legality="operating",
            penalty_amount="5000", penalty_actual_loss="300",
        ),
        _special(fine, "资金被冻结、今天要处理", funds_frozen=True, urgency="today", ongoing=True),
        _special(after, "截止日还有一天", aftersales_deadline_on="2026-11-23"),
        _special(after, "截止日已过", aftersales_deadline_on="2026-11-01"),
        _special(after, "平台还没判定", platform_decided=False),
        _special(after, "怀疑骗取退款", suspected_fraud=True),
        _special(after, "怀疑骗取退款、人工判定也被驳回", both, suspected_fraud=True),
        _special(after, "怀疑骗取退款、自认经营分歧", both, legality="operating", suspected_fraud=True),
        _special(Scenario.SETTLEMENT, "平台向我采购、拖欠货款", procurement=True),
        _special(Scenario.SETTLEMENT, "平台向我采购、催过不付", "提交十天没回音", procurement=True),
        _special(Scenario.SETTLEMENT, "多扣服务费", both, legality="unsure", settlement_kind=["fee"]),
        _special(Scenario.ANTICOMPETITIVE, "有支配地位的线索", ac_dominance_evidence=True, ac_kind=["exclusive"]),
        _special(Scenario.ANTICOMPETITIVE, "有支配地位的线索", both, ac_dominance_evidence=True, ac_kind=["exclusive"]),
        _special(
            Scenario.ANTICOMPETITIVE, "举报后补上支配地位的证据", "举报后有新事实",
            ac_dominance_evidence=True, ac_kind=["exclusive"], ac_consequence=["delisted"],
        ),
        _special(
            Scenario.ANTICOMPETITIVE, "没有支配地位的线索", both,
            ac_dominance_evidence=False, ac_kind=["forced_price"],
        ),
        _special(
            Scenario.UNFAIR_RULES, "公示五天就生效", legality="unsure",
            rule_published_on="2026-11-01", rule_effective_on="2026-11-06",
        ),
        _special(
            Scenario.UNFAIR_RULES, "公示五天就生效、自认经营分歧", both, legality="operating",
            rule_published_on="2026-11-01", rule_effective_on="2026-11-06",
        ),
        _special(
            Scenario.UNFAIR_RULES, "强制退款不退货", both, legality="unsure",
            rule_forced=["refund_without_return"],
        ),
        _special(Scenario.UNFAIR_RULES, "关系公众利益、正式渠道走完", "举报两个月没回音", public_interest=True),
        _special(Scenario.UNFAIR_RULES, "关系公众利益、还没提过", public_interest=True),
        _special(Scenario.SYSTEM_BUG, "损失还在增加", urgency="today", ongoing=True),
        _special(
            Scenario.SUPPORT_MISCONDUCT, "拒绝转人工", "提交十天没回音",
            support_conduct=["refused_human", "no_reply"],
        ),
        _special(
            Scenario.MISLEADING_PROMOTION, "承诺没有兑现", both, legality="unsure",
            promo_promised_value="1000", promo_delivered_value="120",
        ),
        _special(other, "商业诋毁", other_kind=["defamation"]),
        _special(other, "商业诋毁、平台不处置", both, other_kind=["defamation"]),
        _special(other, "恶意退货、怀疑骗取", other_kind=["malicious_returns"], suspected_fraud=True),
        _special(
            other, "恶意退货、怀疑骗取、平台不处置", both,
            other_kind=["malicious_returns"], suspected_fraud=True, other_repeat=True,
        ),
        _special(
            other, "以差评要钱、自认经营分歧", legality="operating",
            other_kind=["malicious_reviews"], suspected_fraud=True,
        ),
        _special(other, "盗图又没有权利证明", other_kind=["copied_images"], rights_held=["none"]),
        _special(Scenario.OUT_OF_SCOPE, "不是商家投诉"),
    ]  # fmt: skip


def rows() -> list[Row]:
    """All rows in reading order, each permutation once."""
    made = [Row(s, stage, legality) for s, stage, legality in product(SCENARIOS, STAGES, LEGALITY)]
    made += [Row(s, stage, urgency="today") for s, stage in product(SCENARIOS, list(STAGES)[:5])]
    made += [
        Row(s, "人工判定也被驳回", lg, money=m) for s, lg, m in product(SCENARIOS, LEGALITY, MONEY) if m != "一万二"
    ]
    made += [Row(s, stage, complete=False) for s, stage in product(SCENARIOS, ("还没提过", "人工判定也被驳回"))]
    made += [
        Row(s, stage, lg, scale="many")
        for s, stage, lg in product(SCENARIOS, ("还没提过", "人工判定也被驳回"), ("operating", "suspected_illegal"))
    ]
    return [*made, *_specials()]


def line_of(row: Row, pack: Pack) -> dict[str, str]:
    """One line of the table: the permutation and what the wizard says about it."""
    judged = route(row.case(), pack, TODAY, evidence_complete=row.complete)
    values = [
        pack.scenarios[row.scenario].name if row.scenario in pack.scenarios else "都不是",
        row.stage, LEGALITY[row.legality], URGENCY[str(row.answers.get("urgency", row.urgency))],
        COMPLETE[row.complete], row.money, SCALE[row.scale], row.special,
        _name(pack, judged.recommended), _name(pack, judged.second),
        "｜".join(_why_not(pack, ranked) for ranked in judged.ranking if ranked.excluded),
        "｜".join(map(_first_sentence, judged.warnings)),
        "｜".join(map(_first_sentence, judged.today_actions)),
    ]  # fmt: skip
    return dict(zip(HEADER, values, strict=True))


def _name(pack: Pack, channel: str | None) -> str:
    return pack.channels[channel].name if channel else "没有"


def _why_not(pack: Pack, ranked: RankedChannel) -> str:
    return f"{pack.channels[ranked.channel].name.split('（')[0]}：{re.split('[，；。]', ranked.against_points[0])[0]}"


def _first_sentence(words: str) -> str:
    return words.split("。")[0]
