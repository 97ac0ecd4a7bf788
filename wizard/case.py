"""The case (案件) and its parts: the one thing that everything else reads or writes.

A case holds what a person said, uploaded, chose and signed. It holds no law and no rule: those come from the
knowledge pack. It knows neither the screen, nor the database, nor PDF. Money is in yuan as `Decimal` with at most
two decimals; instants carry a time zone; days are Chinese calendar days (Asia/Shanghai). Longer than other files
because its parts are one format, and are read together.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

CHINA = ZoneInfo("Asia/Shanghai")
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPRSTUVWXY"  # no 0 O 1 I L Q Z: read aloud on the phone without mistakes
NARRATIVE_MAX = 20_000
LONG_TEXT_MAX = 5_000
SHORT_TEXT_MAX = 200

# Control characters, halves of surrogate pairs, and marks that turn the direction of all text after them (they can
# make `gpj.exe` read as `exe.jpg`); joiners inside emoji stay.
_INVISIBLE_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def without_control_characters(text: Any) -> Any:
    """Drop characters that cannot be seen or printed; keep line breaks and tabs. Other values pass unchanged."""
    if not isinstance(text, str):
        return text
    return _INVISIBLE_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain_file_name(name: str) -> str:
    base = _one_line(re.split(r"[\\/]", name)[-1])
    return base if base not in ("", ".", "..") else "未命名文件"


Line = Annotated[
    str, BeforeValidator(without_control_characters), AfterValidator(_one_line), Field(max_length=SHORT_TEXT_MAX)
]
Prose = Annotated[str, BeforeValidator(without_control_characters), Field(max_length=LONG_TEXT_MAX)]
Narrative = Annotated[str, BeforeValidator(without_control_characters), Field(max_length=NARRATIVE_MAX)]
FileName = Annotated[
    str, BeforeValidator(without_control_characters), AfterValidator(_plain_file_name), Field(max_length=255)
]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2, allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PartId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
RecordId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="id of a record in the knowledge pack")]
IdentifierKind = Literal[
    "order", "violation", "goods", "activity", "ticket", "aftersales", "tracking", "contract", "other"
]
HiddenKind = Literal["phone", "id_number", "bank_card", "wechat", "email", "name", "address", "other"]
Answer = bool | int | Prose | list[Line]


def new_id() -> str:
    """A short random id for a part of a case."""
    return secrets.token_hex(4)


def new_case_id() -> str:
    """An id that cannot be guessed (128 bits)."""
    return secrets.token_hex(16)


def new_reference() -> str:
    """A short human reference such as `K7M3-9QX2`."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def now() -> dt.datetime:
    """The instant now in China's time zone, whole seconds."""
    return dt.datetime.now(CHINA).replace(microsecond=0)


class Part(BaseModel):
    """Base of everything in a case: unknown keys are refused, so a misspelt field never vanishes silently."""

    model_config = ConfigDict(extra="forbid", validate_default=False)


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


class Finding(Part):
    """Something the inspection of a file noticed; words come from the knowledge pack by `code`."""

    code: str
    severity: Literal["blocking", "warning", "hint"] = "warning"
    details: dict[str, str | int | float] = Field(default_factory=dict)


class SeenValue(Part):
    """A value that stands in a file, as it was read. `kind`: id in the pack's `reading_fields`, moment or amount."""

    kind: RecordId = Field(title="种类")
    value: Line = Field(title="值", description="时间写 2026-11-22T15:05，没有年份的写 --11-22T15:05，金额写 1234.50")
    label: Line = Field("", title="前面的字")
    words: Line = Field("", title="所在的一行")
    page: int = Field(1, ge=1, title="第几页")


class Readout(Part):
    """What the reading of a file found (读到的内容). The whole text lies beside the case and can be made again.

    `unread` says why nothing was read; it is empty when something was. `look` is a coarse picture of the first page
    (64 bits in hex) that only hints at likeness.
    """

    reader: int = Field(description="版本；读法改了以后会重读")
    unread: Literal["", "no_reader", "no_text", "not_readable", "failed"] = ""
    pages: int = Field(0, ge=0)
    characters: int = Field(0, ge=0)
    values: list[SeenValue] = Field(default_factory=list, max_length=120)
    personal: list[Line] = Field(default_factory=list, description="像是他人个人信息的种类")
    surveyor: int = Field(0, description="从头到尾找过他人信息的版本；图片和 PDF 是 0")
    clock: bool = Field(False, description="画面里有没有时刻，例如状态栏")
    cut_off: bool = Field(False, description="有文字在画面左右边缘被切断")
    look: str = Field("", pattern=r"^([0-9a-f]{16})?$")


class Mask(Part):
    """A rectangle that covers other people's data in the copy that is submitted (遮挡).

    Places are in ten-thousandths of the page's width and height, from its upper left corner, as the page is seen.
    """

    id: PartId = Field(default_factory=new_id)
    page: int = Field(1, ge=1, title="第几页")
    left: int = Field(ge=0, le=10_000)
    top: int = Field(ge=0, le=10_000)
    right: int = Field(ge=0, le=10_000)
    bottom: int = Field(ge=0, le=10_000)
    why: Line = Field("", title="遮住的是什么")


class Hidden(Part):
    """Other people's data that is starred in the copy of a table, document, text or mail that is submitted (打星号).

    `column`: all of one column below its header; `kind`: everything of that kind, in one column or anywhere; `words`:
    these words wherever they stand.
    """

    id: PartId = Field(default_factory=new_id)
    scope: Literal["column", "kind", "words"]
    kind: HiddenKind = Field("other", title="是什么", description="决定留下哪几个字")
    sheet: Line = Field("", title="工作表")
    column: int = Field(0, ge=0, le=16_384, title="第几列", description="0 是哪里都算")
    below: int = Field(0, ge=0, title="表头在第几行")
    words: Line = Field("", title="列名或要遮的字")


class Origin(Part):
    """Where a file lay when it was sent: inside an archive or a mail."""

    bundle: PartId = Field(description="压缩包或邮件的 id")
    file_name: FileName = Field(title="出自", description="压缩包或邮件的文件名")
    path: Line = Field("", title="里面的位置")


class LeftOut(Part):
    """A file inside an archive or a mail that did not become an exhibit, and why."""

    name: Line = Field(title="文件名")
    why: Prose = Field(title="原因")
    locked: bool = Field(False, title="要密码")


class Bundle(Part):
    """An archive or a mail as it was sent (压缩包), kept byte for byte; what lay in it became exhibits of its own.

    A mail is an exhibit itself (`exhibit`), an archive is not: nobody can look at it, and it would carry along what is
    covered in the exhibits.
    """

    id: PartId = Field(default_factory=new_id)
    file_name: FileName = Field("压缩包.zip", title="文件名")
    sha256: Sha256 = Field(title="SHA-256")
    size: int = Field(ge=0, title="字节数")
    media_type: str = Field(title="文件类型")
    received_at: AwareDatetime = Field(title="收到时间")
    origin: Origin | None = Field(None, title="出自")
    exhibit: PartId | None = Field(None, description="邮件自己的证据 id")
    files: int = Field(0, ge=0, title="里面有几个文件")
    taken: int = Field(0, ge=0, title="取出几个")
    known: int = Field(0, ge=0, title="几个早已在案件里")
    left_out: list[LeftOut] = Field(default_factory=list, title="没有取出的", max_length=301)
    done: bool = Field(False, title="取完了")

    @property
    def locked(self) -> bool:
        """Whether a password would bring out more."""
        return any(one.locked for one in self.left_out)


class Exhibit(Part):
    """One piece of evidence (证据). Its number is its place in `Case.exhibits`, counted from 1."""

    id: PartId = Field(default_factory=new_id)
    title: Line = Field("", title="证据名称")
    file_name: FileName = Field("未命名文件", title="文件名")
    kinds: list[RecordId] = Field(default_factory=list, title="这是什么", description="证据种类，可多选")
    source: Line = Field("", title="来源", description="从哪里来的，例如：商家后台-违规详情页")
    captured_on: dt.date | None = Field(None, title="取得日期")
    captured_by: Line = Field("", title="取得人")
    device: Line = Field("", title="用什么设备取得", description="例如：店主的手机 华为 Mate 60，或办公室电脑")
    custody: Line = Field("", title="怎么到这里的", description="例如：手机里的原文件直接上传，没有经过转发")
    proves: Prose = Field("", title="证明目的")
    claims: list[Line] = Field(default_factory=list, title="证明哪些主张", description="主张的 id")
    personal_data: Literal["unknown", "none", "masked", "needed"] = Field("unknown", title="他人个人信息")
    personal_data_reason: Line = Field("", title="为什么不遮挡")
    masks: list[Mask] = Field(default_factory=list, title="遮挡", max_length=300)
    hidden: list[Hidden] = Field(default_factory=list, title="打星号", max_length=300)
    transcript: Narrative = Field("", title="文字稿", description="商家核对过的文字，随证据一起提交")
    sha256: Sha256 | None = Field(None, title="SHA-256")
    size: int | None = Field(None, ge=0, title="字节数")
    media_type: str | None = Field(None, title="文件类型", description="按内容判定，不看扩展名")
    received_at: AwareDatetime | None = Field(None, title="收到时间")
    origin: Origin | None = Field(None, title="出自")
    pages: int | None = Field(None, ge=0, title="页数")
    seconds: float | None = Field(None, ge=0, title="时长（秒）")
    width: int | None = Field(None, ge=0, title="宽（像素）")
    height: int | None = Field(None, ge=0, title="高（像素）")
    findings: list[Finding] = Field(default_factory=list)
    readout: Readout | None = Field(None, title="读到的内容")

    @property
    def covered(self) -> bool:
        """Whether a masked copy is submitted in place of the original."""
        return bool(self.masks or self.hidden)


class Demand(Part):
    """What the merchant asks for (诉求)."""

    id: PartId = Field(default_factory=new_id)
    record: RecordId | None = Field(None, title="诉求种类")
    text: Prose = Field("", title="诉求")
    amount: Money | None = Field(None, title="金额（元）")


class BillCheck(Part):
    """What the merchant decided about the reconciliation of their bills (账单核对)."""

    daily_limit: Money | None = Field(None, title="推广日限额（元）", description="您自己设的每个商品每天的上限")
    chosen: list[PartId] = Field(default_factory=list, title="确认的差异", max_length=20_000)


class Signature(Part):
    """The act of signing: who, how, and what they agreed to. It says nothing about who really held the pen."""

    signer: Line = Field(title="签署人")
    capacity: Line = Field("", title="身份", description="例如：店主、法定代表人、受托经办人")
    kind: Literal["drawn", "typed"] = Field("typed", title="签名方式")
    image_sha256: Sha256 | None = Field(None, description="手绘签名的 PNG，存于文件库")
    consent: str = Field("", title="同意的声明原文")
    signed_at: AwareDatetime


class Cosignature(Part):
    """A colleague's signature on a built package, and the copy of the package that holds it."""

    signer: Line = Field(title="共同签署人")
    signed_at: AwareDatetime
    certificate: Literal["instance", "own"] = "instance"
    level: str
    file_name: str
    size: int = Field(ge=0)
    sha256: Sha256
    pdf_sha256: Sha256
    manifest_sha256: Sha256


class PackageVersion(Part):
    """One built package (材料包). Versions are never edited, only co-signed and followed by the next."""

    version: int = Field(ge=1)
    built_at: AwareDatetime
    channel: RecordId
    file_name: str
    size: int = Field(ge=0)
    sha256: Sha256
    pdf_sha256: Sha256
    manifest_sha256: Sha256
    previous_manifest_sha256: Sha256 | None = None
    level: str = Field(description="达到的签名等级，例如 PAdES B-B")
    signer: str
    certificate: Literal["instance", "own"] = "instance"
    knowledge_version: str
    missing_evidence_reason: str = ""
    changes: list[str] = Field(default_factory=list, description="与上一版相比改了什么")
    slots: int = Field(0, ge=0, le=3, description="留给同事共同签署的栏数")
    cosignatures: list[Cosignature] = Field(default_factory=list, title="共同签署", max_length=3)

    def newest(self) -> PackageVersion | Cosignature:
        """The copy that the most people have signed."""
        return self.cosignatures[-1] if self.cosignatures else self

    def signers(self) -> list[str]:
        """Everybody who has signed this version, in order."""
        return [self.signer, *(one.signer for one in self.cosignatures)]

    def free_slots(self) -> int:
        """How many colleagues can still sign this version."""
        return self.slots - len(self.cosignatures)


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
