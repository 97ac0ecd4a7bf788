"""Step three, the upload: limits said before, files streamed to our own route, each its own line with progress."""

from __future__ import annotations

from wizard.case import Case
from wizard.knowledge.shown import shown_limit, shown_size
from wizard.services import evidence
from wizard.ui import current
from wizard.ui.components.uploader import uploader
from wizard.ui.steps import markup

TAKES = (
    "图片、PDF、录音、录像、表格、文字、Word、邮件都可以；压缩包（ZIP、RAR、7Z）会自动打开，里面的文件各成一份证据。"
)
KEEP = "请传原件：不要裁剪、不要拼图、不要用美颜或滤镜。截图要带上网址、时间和编号。"


def show() -> None:
    """The limits, then the box; for somebody who may only look no more than what did not arrive of their own files."""
    limits, case = evidence.limits(current.instance()), current.case()
    if not current.editable():
        uploader(key=_key(case), case_id=case.id, label="没有收到的文件", disabled=True)
        return
    used = sum(one.size or 0 for one in case.exhibits) + sum(one.size for one in case.bundles if not one.exhibit)
    markup.show(limits_html(limits.file_bytes, limits.case_bytes, used))
    uploader(
        key=_key(case),
        case_id=case.id,
        label="上传证据",
        hint="可以一次选多个",
        max_bytes=limits.file_bytes,
        have=held_ids(case),
    )


def _key(case: Case) -> str:
    return f"upload-{case.id[:8]}"


def held_ids(case: Case) -> list[str]:
    """Ids of everything the case holds."""
    return [one.id for one in case.exhibits] + [one.id for one in case.bundles]


def limits_html(file_bytes: int, case_bytes: int, used: int) -> str:
    """What may be uploaded and how; sizes in bytes."""
    left = f"已用 {shown_size(used)}，还能放 {shown_limit(max(0, case_bytes - used))}。"
    room = f"每个文件最大 {shown_limit(file_bytes)}，整个案件最多 {shown_limit(case_bytes)}，{left}"
    return markup.plain_items([TAKES, room, KEEP])
