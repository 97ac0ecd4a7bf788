"""Step three, the upload: limits said before, files streamed to our own route, each its own line with progress."""

from __future__ import annotations

from wizard.knowledge.shown import shown_size
from wizard.services import evidence
from wizard.ui import current
from wizard.ui.components.uploader import uploader
from wizard.ui.steps import markup

TAKES = "图片、PDF、录音、录像、表格、文字、Word、邮件、压缩包都可以；手机拍的照片也可以。"
KEEP = "请传原件：不要裁剪、不要拼图、不要用美颜或滤镜。截图要带上网址、时间和编号。"


def show() -> None:
    """The limits, then the box; nothing for somebody who may only look."""
    if not current.editable():
        return
    limits = evidence.limits(current.instance())
    used = sum(exhibit.size or 0 for exhibit in current.case().exhibits)
    markup.show(limits_html(limits.file_bytes, limits.case_bytes, used))
    uploader(
        key=f"upload-{current.case().id[:8]}",
        case_id=current.case().id,
        label="选择文件，或拖到这里",
        hint=f"单个文件最大 {whole_size(limits.file_bytes)}，可以一次选多个",
        max_bytes=limits.file_bytes,
    )


def limits_html(file_bytes: int, case_bytes: int, used: int) -> str:
    """What may be uploaded and how; sizes in bytes."""
    room = f"每个文件最大 {whole_size(file_bytes)}，整个案件最多 {whole_size(case_bytes)}，已用 {shown_size(used)}。"
    return markup.plain_items([TAKES, room, KEEP])


def whole_size(size: int) -> str:
    """A round size in GB or MB."""
    if size >= 1024**3 and size % 1024**3 == 0:
        return f"{size // 1024**3} GB"
    return f"{size // 1024**2} MB"
