"""Step three, archives and mails with attachments: how far opening is, what came out, what did not and why."""

from __future__ import annotations

import re
from collections import defaultdict

import streamlit as st

from wizard.case import Bundle
from wizard.knowledge.shown import shown_size
from wizard.services import bundles, cases
from wizard.services.errors import ServiceError
from wizard.ui import current, folding, fragments, layout
from wizard.ui.steps import markup, saving

LOOK_EVERY = "2s"
STOPPED = "还没有取完：服务器的磁盘可能满了，或者刚重启过。刷新本页会接着取；一直不动请联系管理员。"
_VOLUME = re.compile(r"(.{1,300})\.part(\d{1,5})\.rar$", re.IGNORECASE)
NAMED = 6  # files named for one reason; the others are counted


def show() -> None:
    """The archives being opened with their progress, then a fold with all of them."""
    case = current.case()
    if not case.bundles:
        return
    waiting = [one for one in case.bundles if not one.done]
    if waiting:
        _progress(case.id, current.stored().version)
    waits = any(one.locked for one in case.bundles)
    folding.fold(label(case.bundles), lambda: _each(case.bundles), key="fold-bundles", expanded=waits)


def label(opened: list[Bundle]) -> str:
    """What the fold is called: how many archives and mails, which wait for a password, and what did not come out."""
    locked = sum(one.locked for one in opened)
    lost = sum(not one.locked and "不用处理" not in one.why for bundle in opened for one in bundle.left_out)
    said = [f"{locked} 个要密码"] if locked else []
    said += [f"有 {lost} 个文件没有取出"] if lost else []
    return f"压缩包和带附件的邮件（{len(opened)}）" + (f"：{'，'.join(said)}" if said else "")


@fragments.looking(LOOK_EVERY)
def _progress(case_id: str, version: int) -> None:
    """How far opening is; the page runs again when more has come out."""
    try:
        if cases.version_of(current.instance(), current.actor(), case_id) != version:
            st.rerun()
    except ServiceError:
        return
    waiting = [one for one in current.case().bundles if not one.done]
    for bundle in waiting:
        if not current.instance().opening.busy(case_id):
            markup.show(markup.paragraph(f"「{bundle.file_name}」{STOPPED}"))
            continue
        done, whole = bundle.taken + bundle.known, max(1, bundle.files)
        words = f"正在取出「{bundle.file_name}」里的文件：{done}/{bundle.files or '…'}。不用等，可以先做别的。"
        markup.show(markup.meter(done / whole, words), label="取出文件的进度")


def _each(opened: list[Bundle]) -> None:
    for bundle in opened:
        markup.show(bundle_html(bundle))
        if bundle.locked and bundle.done and current.editable():
            _ask_password(bundle)
        if bundle.exhibit is None and current.editable() and bundle.done:
            st.button(
                "删去这个压缩包（取出来的证据保留）",
                key=f"bundle.remove.{bundle.id}",
                type="tertiary",
                on_click=_remove,
                args=(bundle.id,),
            )


def _ask_password(bundle: Bundle) -> None:
    """The password goes to the worker that opens the archive, once, and is forgotten here at once."""
    key = f"bundle.password.{bundle.id}"
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"unlock-{bundle.id}"):
        st.text_input(f"「{bundle.file_name}」的密码", key=key, type="password", autocomplete="off", live="0.5s")
        st.button("用密码打开", key=f"bundle.unlock.{bundle.id}", on_click=_unlock, args=(bundle.id, key))
    for message in st.session_state.pop(_refusal(bundle.id), []):
        layout.notice(message, "warn")
    markup.show(markup.paragraph("密码只用来打开这一次，不保存。", quiet=True))


def _unlock(bundle_id: str, key: str) -> None:
    password, st.session_state[key] = st.session_state.get(key, ""), ""
    if not saving.by_service(bundles.unlock, bundle_id, password):
        st.session_state[_refusal(bundle_id)] = saving.told()  # beside the box, not far up at the page's top


def _refusal(bundle_id: str) -> str:
    return f"bundle.refusal.{bundle_id}"


def _remove(bundle_id: str) -> None:
    saving.by_service(bundles.remove, bundle_id)


def bundle_html(bundle: Bundle) -> str:
    """One archive or mail: what came out, what was there already, what did not come out and why."""
    inside = f"，原来在「{bundle.origin.file_name}」里" if bundle.origin else ""
    head = markup.strong(bundle.file_name) + markup.quiet(f" {shown_size(bundle.size)}{inside}")
    said = f"取出 {bundle.taken} 个文件，各成一份证据。" if bundle.taken else "没有取出新的文件。"
    said += f"{bundle.known} 个早已在案件里，没有重复收。" if bundle.known else ""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for one in bundle.left_out:
        by_reason[one.why].append(one.name)
    whole = [one.why for one in bundle.left_out if one.name == bundle.file_name]
    if whole and not bundle.files:  # nothing is known of what lies in it
        return markup.box(f"<p>{head}</p>{markup.paragraph(whole[0])}{_kept_html(bundle)}")
    rows = [markup.esc(f"{_named(names)}：{why}") for why, names in by_reason.items()]
    left = markup.paragraph(f"没有取出 {len(bundle.left_out)} 个：") + markup.items(rows) if rows else ""
    of_volumes = volume_words(bundle.file_name, [one.file_name for one in current.case().bundles])
    volumes = markup.paragraph(of_volumes) if of_volumes else ""
    return markup.box(f"<p>{head}</p>{markup.paragraph(said)}{left}{volumes}{_kept_html(bundle)}")


def volume_words(name: str, names: list[str]) -> str:
    """Which volume of a cut-up RAR it is, and which before the last known one are missing; empty for whole ones."""
    own = _VOLUME.match(name)
    if own is None:
        return ""
    found = [match for one in names if (match := _VOLUME.match(one)) and match[1] == own[1]]
    there = {int(match[2]) for match in found} | {int(own[2])}
    missing = "、".join(str(number) for number in range(1, min(max(there), 100) + 1) if number not in there)
    absent = f"，没有收到第 {missing} 卷" if missing else f"，收到的是第 1 至 {max(there)} 卷" if len(there) > 1 else ""
    return f"这是第 {int(own[2])} 卷{absent}；后面还有没有，请看发给您的人一共给了几卷。"


def _kept_html(bundle: Bundle) -> str:
    if bundle.exhibit is not None:
        words = "邮件原件里仍带着附件：附件里有要遮挡的，请把邮件另存为 PDF，换掉这份邮件。"
        return markup.paragraph(words, quiet=True) if bundle.taken else ""
    link = markup.link("下载原来的压缩包", f"/api/cases/{current.case().id}/bundles/{bundle.id}/original")
    return f'<p class="w-quiet">原来的压缩包一个字节没动，只留在这里，不放进材料。{link}</p>'


def _named(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > NAMED else ""
    return f"{'、'.join(names[:NAMED])}{more}"
