"""The evidence (证据) as the case keeps it: exhibits, what was found and read in them, what is covered, archives."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime, Field

from wizard.case.values import (
    FileName,
    HiddenKind,
    Line,
    Money,
    Narrative,
    Part,
    PartId,
    Prose,
    RecordId,
    Sha256,
    new_id,
)


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


class BillCheck(Part):
    """What the merchant decided about the reconciliation of their bills (账单核对)."""

    daily_limit: Money | None = Field(None, title="推广日限额（元）", description="您自己设的每个商品每天的上限")
    chosen: list[PartId] = Field(default_factory=list, title="确认的差异", max_length=20_000)
