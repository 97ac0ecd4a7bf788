"""The case (案件): everything about one complaint."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from wizard.case.evidence import BillCheck, Bundle, Exhibit
from wizard.case.facts import Attempt, Event, Identifier, Loss, Respondent, Shop
from wizard.case.followup import Outcome, Receipt, Reply
from wizard.case.package import PackageVersion, Signature
from wizard.case.values import (
    Answer,
    Line,
    Money,
    Narrative,
    Part,
    PartId,
    Prose,
    RecordId,
    new_case_id,
    new_id,
    new_reference,
    now,
)


class Scenario(StrEnum):
    """What kind of complaint it is (场景)."""

    UNFAIR_RULES = "unfair_rules"
    SYSTEM_BUG = "system_bug"
    SUPPORT_MISCONDUCT = "support_misconduct"
    FINE_DISPUTE = "fine_dispute"
    SETTLEMENT = "settlement"
    MISLEADING_PROMOTION = "misleading_promotion"
    ANTICOMPETITIVE = "anticompetitive"
    AFTERSALES_DISPUTE = "aftersales_dispute"
    REPORT_OTHER_MERCHANT = "report_other_merchant"
    OUT_OF_SCOPE = "out_of_scope"


class Demand(Part):
    """What the merchant asks for (诉求)."""

    id: PartId = Field(default_factory=new_id)
    record: RecordId | None = Field(None, title="诉求种类")
    text: Prose = Field("", title="诉求")
    amount: Money | None = Field(None, title="金额（元）")


class Case(Part):
    """Everything about one complaint (案件). Every field may be empty: a case is saved from its first word on."""

    schema_version: Literal[1] = 1
    id: PartId = Field(default_factory=new_case_id)
    reference: Annotated[str, Field(pattern=r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")] = Field(
        default_factory=new_reference, title="案件编号"
    )
    platform: RecordId = Field("pinduoduo", title="平台", description="知识包的名字")
    created_at: AwareDatetime = Field(default_factory=now)
    updated_at: AwareDatetime = Field(default_factory=now)

    narrative: Narrative = Field("", title="经过")
    scenario: Scenario | None = Field(None, title="场景")
    secondary: list[Scenario] = Field(default_factory=list, title="次要场景")
    triage_answers: dict[RecordId, str] = Field(default_factory=dict, description="分类提问 id → 选项 id")

    shop: Shop = Field(default_factory=Shop, title="投诉人")
    respondent: Respondent = Field(default_factory=Respondent, title="被投诉方")
    timeline: list[Event] = Field(default_factory=list, title="时间线", max_length=200)
    identifiers: list[Identifier] = Field(default_factory=list, title="编号", max_length=500)
    answers: dict[RecordId, Answer] = Field(
        default_factory=dict, title="事实", description="事实提问 id → 答案；日期写 2026-11-22，金额写 1234.50"
    )
    losses: list[Loss] = Field(default_factory=list, title="损失", max_length=200)
    attempts: list[Attempt] = Field(default_factory=list, title="此前的尝试", max_length=100)

    exhibits: list[Exhibit] = Field(default_factory=list, title="证据", max_length=500)
    bundles: list[Bundle] = Field(default_factory=list, title="压缩包和带附件的邮件", max_length=200)
    missing_evidence_reason: Prose = Field("", title="缺少必备证据的原因")
    declined_offers: list[Line] = Field(
        default_factory=list, max_length=2000, description="从证据里读到、商家说不用的建议"
    )
    bill_check: BillCheck = Field(default_factory=BillCheck, title="账单核对")

    channel: RecordId | None = Field(None, title="渠道")
    demands: list[Demand] = Field(default_factory=list, title="诉求", max_length=50)
    wording: dict[RecordId, Prose] = Field(
        default_factory=dict, title="改写的段落", description="段落 id → 商家自己的写法"
    )
    written_for: dict[PartId, RecordId] = Field(
        default_factory=dict,
        title="写给哪个渠道",
        description="demands-<诉求 id> 或 wording-<段落 id> → 写的时候选的渠道",
    )
    cited: dict[RecordId, bool] = Field(default_factory=dict, description="依据 id → 商家是否要引用")

    signature: Signature | None = Field(None, title="签署")
    packages: list[PackageVersion] = Field(default_factory=list, title="材料包")
    receipts: list[Receipt] = Field(default_factory=list, title="回执")
    replies: list[Reply] = Field(default_factory=list, title="答复")
    tasks_done: dict[str, dt.date] = Field(default_factory=dict, title="已完成的待办")
    outcome: Outcome | None = Field(None, title="结果")

    def loss_total(self) -> Decimal:
        """Sum of the loss table in yuan; lines without an amount count as nothing."""
        return sum((loss.amount for loss in self.losses if loss.amount is not None), Decimal("0.00"))
