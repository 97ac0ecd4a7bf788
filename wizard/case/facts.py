"""What the merchant says of the facts (事实): who, when, by which numbers, at what loss, and what was tried before."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from wizard.case.values import IdentifierKind, Line, Money, Part, PartId, Prose, RecordId, new_id


class Shop(Part):
    """The merchant who complains (投诉人)."""

    name: Line = Field("", title="店铺名称")
    shop_id: Line = Field("", title="店铺 ID", description="商家后台右上角头像处可见的一串数字")
    legal_name: Line = Field("", title="营业执照上的名称", description="个人店写姓名")
    credit_code: Line = Field("", title="统一社会信用代码")
    representative: Line = Field("", title="法定代表人或经营者", description="公司写法定代表人，个体工商户写经营者")
    contact: Line = Field("", title="联系人")
    phone: Line = Field("", title="联系电话")
    email: Line = Field("", title="电子邮箱")
    address: Line = Field("", title="通讯地址")


class Respondent(Part):
    """Who is complained about (被投诉方): the platform's operating company, or another merchant."""

    kind: Literal["platform", "merchant"] = Field("platform", title="被投诉方")
    name: Line = Field("", title="名称", description="留空时用知识包里的平台运营主体")
    shop_name: Line = Field("", title="对方店铺名称")
    shop_url: Line = Field("", title="对方店铺或商品链接")
    address: Line = Field("", title="住所")
    representative: Line = Field("", title="法定代表人", description="国家企业信用信息公示系统可查")


class Event(Part):
    """One line of the timeline: when, where, who, what, with what result."""

    id: PartId = Field(default_factory=new_id)
    on: dt.date | None = Field(None, title="日期")
    at: dt.time | None = Field(None, title="时间")
    where: Line = Field("", title="地点", description="后台哪个页面、App、电话、邮件…")
    who: Line = Field("", title="谁")
    what: Prose = Field("", title="做了什么")
    result: Prose = Field("", title="结果")


class Identifier(Part):
    """A number that lets the other side find the matter: order, violation, goods, activity, ticket …"""

    id: PartId = Field(default_factory=new_id)
    kind: IdentifierKind = Field("order", title="编号种类")
    value: Line = Field("", title="编号")


class Loss(Part):
    """One line of the loss table."""

    id: PartId = Field(default_factory=new_id)
    what: Line = Field("", title="损失项目")
    amount: Money | None = Field(None, title="金额（元）")
    arithmetic: Line = Field("", title="怎么算出来的")
    on: dt.date | None = Field(None, title="发生日期")


class Attempt(Part):
    """What was tried before: where, when, with which receipt and which answer."""

    id: PartId = Field(default_factory=new_id)
    channel: RecordId = Field("pdd_ticket", title="渠道")
    on: dt.date | None = Field(None, title="日期")
    receipt: Line = Field("", title="工单号或回执")
    agent: Line = Field("", title="客服工号或昵称")
    reply: Prose = Field("", title="对方怎么答复的")
    outcome: Literal["waiting", "no_reply", "rejected", "partly", "solved"] = Field("waiting", title="结果")
