"""After submitting (跟进): receipts, replies, and how it ended."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from wizard.case.values import Line, Money, Part, PartId, Prose, RecordId, new_id


class Receipt(Part):
    """Proof that something was submitted (回执)."""

    id: PartId = Field(default_factory=new_id)
    package_version: int | None = Field(None, title="材料包版本")
    channel: RecordId = Field(title="渠道")
    submitted_on: dt.date = Field(title="提交日期")
    number: Line = Field("", title="工单号、登记编号或邮寄单号")
    agent: Line = Field("", title="客服工号")
    note: Prose = Field("", title="备注")


class Reply(Part):
    """What the other side answered."""

    id: PartId = Field(default_factory=new_id)
    receipt: PartId | None = Field(None, title="针对哪次提交")
    on: dt.date = Field(title="答复日期")
    kind: Literal["accepted", "more_evidence", "rejected", "partly", "solved", "not_competent", "no_reply"] = Field(
        title="答复种类"
    )
    text: Prose = Field("", title="答复内容")


class Outcome(Part):
    """How it ended."""

    kind: Literal["solved", "partly", "failed", "withdrawn"] = Field(title="结果")
    on: dt.date = Field(title="日期")
    recovered: Money | None = Field(None, title="追回金额（元）")
    note: Prose = Field("", title="备注")
