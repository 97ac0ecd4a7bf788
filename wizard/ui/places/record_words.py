"""The audit trail in words: one for each event of the closed vocabulary, and what its details mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.team.roles import ROLE_NAMES, Role
from wizard.ui import paths

EVENTS = {
    "set_up": "设置本系统",
    "signed_in": "登录",
    "sign_in_refused": "登录失败",
    "signed_out": "退出登录",
    "password_changed": "改密码",
    "name_changed": "改姓名",
    "reset_issued": "发重设码",
    "second_factor_added": "开启双重验证",
    "second_factor_removed": "关闭双重验证",
    "backup_code_used": "用备用码登录",
    "backup_codes_renewed": "重发双重验证的备用码",
    "identity_linked": "绑定单位统一登录",
    "key_rotated": "更换密钥",
    "invited": "邀请同事",
    "invitation_revoked": "收回邀请",
    "joined": "加入团队",
    "left": "退出团队",
    "role_changed": "改角色",
    "deactivated": "停用成员",
    "reactivated": "恢复停用的账号",
    "team_created": "新建团队",
    "team_exported": "导出团队",
    "team_imported": "从别处导入团队",
    "case_created": "新建案件",
    "case_changed": "修改案件",
    "case_assigned": "交接案件",
    "case_deleted": "删除案件",
    "case_exported": "导出案件",
    "case_imported": "从别处导入案件",
    "case_kept": "继续保存案件",
    "case_expired": "保存期满删除案件",
    "commented": "留言",
    "comment_withdrawn": "撤回留言",
    "record_exported": "导出操作记录",
    "evidence_added": "添加证据",
    "evidence_read": "读出证据里的文字",
    "evidence_removed": "移除证据",
    "evidence_downloaded": "下载证据原件",
    "signed": "签署",
    "signing_key_kept": "为自己存下签名密钥",
    "signing_key_changed": "改签名密钥的口令",
    "signing_key_removed": "删除签名密钥",
    "package_started": "开始生成材料包",
    "package_built": "生成材料包",
    "package_cosigned": "会签材料包",
    "package_failed": "材料包没有生成",
    "package_cancelled": "取消生成材料包",
    "package_downloaded": "下载材料包",
    "certificate_revoked": "吊销签名证书",
    "fact_corrected": "更正指南里的内容",
    "correction_withdrawn": "撤回更正",
    "backup_made": "备份",
    "restored": "恢复备份",
    "retention_set": "设定保存期限",
}
GROUPS = {
    "案件": (
        "case_created", "case_changed", "case_assigned", "case_kept", "case_deleted", "case_expired", "case_exported",
    ),
    "证据": ("evidence_added", "evidence_read", "evidence_removed", "evidence_downloaded"),
    "签署和材料包": (
        "signed", "package_started", "package_built", "package_cosigned", "package_failed", "package_cancelled",
        "package_downloaded",
    ),
    "留言": ("commented", "comment_withdrawn"),
    "成员": (
        "invited", "invitation_revoked", "joined", "left", "role_changed", "deactivated", "reactivated", "reset_issued",
        "name_changed",
    ),
    "导出": ("case_exported", "record_exported", "evidence_downloaded", "package_downloaded"),
}  # fmt: skip
FEW = 3


def event_words(event: str) -> str:
    """What happened, in a few words; an event this version does not know by its name."""
    return EVENTS.get(event, event)


def details_words(details: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What the details of an event mean; `names` are people by id."""
    parts = [_fields(details.get("paths", ()))]
    parts += [names.get(str(details[key]), "") for key in ("person", "assignee") if details.get(key)]
    if before := details.get("name_before"):
        parts.append(f"从「{before}」改成「{details.get('name_after', '')}」")
    if role := details.get("role"):
        parts.append(ROLE_NAMES[Role(role)] if role in set(Role) else str(role))
    if reference := details.get("reference"):
        parts.append(str(reference))
    return "，".join(part for part in parts if part)


def _fields(changed: Any) -> str:
    titles = list(dict.fromkeys(_title(str(path)) for path in changed))
    if not titles:
        return ""
    more = f" 等 {len(titles)} 处" if len(titles) > FEW else ""
    return f"{'、'.join(titles[:FEW])}{more}"


def _title(path: str) -> str:
    if path.startswith("answers."):
        return "事实问答"
    try:
        return paths.about(path).title or path.split(".")[0]
    except KeyError:
        return path.split(".")[0]
