"""Step six, the making: start, progress with cancel, and what is to download afterwards."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.case import PackageVersion
from wizard.knowledge.shown import shown_day, shown_size
from wizard.services import packages
from wizard.services.errors import ServiceError
from wizard.team.roles import May
from wizard.ui import current, fragments
from wizard.ui.steps import judging, markup, saving, sign_person, sign_reading, words

BUILD = "sign.build"
STAMPED = {
    "PAdES B-B": "取自这台服务器的时钟，没有第三方时间戳",
    "PAdES B-T": "有第三方时间戳",
    "PAdES B-LTA": "有第三方时间戳，并带长期验证信息：证书到期以后仍可核对",
}


def running() -> str | None:
    """The id of the build under way, found again after a reload."""
    case_id = current.case().id
    of_case, build = st.session_state.get(BUILD, ("", None))
    return build if of_case == case_id else packages.running(current.instance(), current.actor(), case_id)


def start(pen: sign_person.Pen) -> None:
    """Sign and start; the channel that is recommended is taken when none was chosen."""
    case, as_read = current.case(), sign_reading.as_read()
    if case.channel is None and (channel := judging.chosen_channel()) is not None:
        saving.change("channel", channel)
        as_read = as_read.model_copy(update={"channel": channel})
    instance, actor = current.instance(), current.actor()
    follow(lambda: packages.start(instance, actor, case.id, signer=pen.choice(), as_read=as_read))


def follow(begin: Callable[[], str]) -> None:
    """Start a build and follow it; what stands in its way is told."""
    try:
        st.session_state[BUILD] = (current.case().id, begin())
    except ServiceError as refusal:
        saving.tell([str(refusal)])
    else:
        sign_person.forget()
    st.rerun()


@fragments.looking("1s")
def progress(build: str) -> None:
    """How far it is, until it ends; then the whole page runs again."""
    try:
        state = packages.progress(current.instance(), current.actor(), build)
    except ServiceError as refusal:
        _end([str(refusal)])
        return
    if state.done:
        _end([state.error] if state.error else [])
    markup.show(markup.meter(state.share, f"正在生成：{state.stage}"), label="进度")
    st.caption("可以离开这个页面，生成不会中断。")
    if current.may(May.SIGN) and st.button("取消", key="cancel.build"):
        packages.cancel(current.instance(), current.actor(), build)
        _end(["已取消，没有留下任何文件。"])


def _end(messages: list[str]) -> None:
    st.session_state.pop(BUILD, None)
    saving.tell(messages)
    st.rerun()


def show_packages() -> None:
    """The newest package to download, older ones folded."""
    made = current.case().packages
    if not made:
        return
    markup.show(markup.box(package_html(made[-1]), "good"), label="最新的材料包")
    if len(made) > 1:
        older = "".join(markup.box(package_html(one)) for one in reversed(made[:-1]))
        markup.show(markup.fold(f"以前的版本（{len(made) - 1}）", older))


def package_html(package: PackageVersion) -> str:
    """One package: download, what it is, how it was signed."""
    address = f"/api/cases/{current.case().id}/packages/{package.version}"
    name = words.channel_name(current.pack(), package.channel)
    newest = package.newest()
    rows = [
        ("递交到", markup.esc(name)),
        ("签署", markup.esc(f"{package.signer}，{shown_day(package.built_at.date())}")),
        *_together_rows(package),
        ("证书", "您自己的证书" if package.certificate == "own" else "本系统签发，证明签署后没有改动，不证明身份"),
        ("签署时间", STAMPED.get(package.level, package.level)),
    ]
    if package.changes:
        rows.append(("与上一版相比", markup.plain_items(package.changes)))
    head = f"<p>{markup.strong(f'第 {package.version} 版材料包')} {markup.tag(shown_size(newest.size))}</p>"
    download = markup.action(f"下载材料包 {newest.file_name}", address)
    return f"{head}{download}{markup.pairs(rows)}{_copies_html(package, address)}{_numbers_html(package)}"


def _together_rows(package: PackageVersion) -> list[tuple[str, str]]:
    signed = [f"{one.signer}，{shown_day(one.signed_at.date())}" for one in package.cosignatures]
    return [("共同签署", markup.esc("；".join(signed)))] if signed else []


def _copies_html(package: PackageVersion, address: str) -> str:
    """Copies with fewer signatures: whoever got one of them can still compare."""
    if not package.cosignatures:
        return ""
    names = [package.file_name, *(one.file_name for one in package.cosignatures[:-1])]
    links = (
        markup.link(f"只有前 {count} 位签名的：{name}", f"{address}?signers={count}")
        for count, name in enumerate(names, start=1)
    )
    return markup.fold("共同签署以前的文件", markup.items(links))


def _numbers_html(package: PackageVersion) -> str:
    """What somebody who checks the package compares: nothing to do with it here, so it is folded."""
    rows = [
        ("签名级别", markup.esc(package.level)),
        ("文件指纹（SHA-256）", f'<code class="w-hash">{markup.esc(package.newest().sha256)}</code>'),
        ("知识包版本", markup.esc(package.knowledge_version)),
    ]
    return markup.fold("核对真伪用的数字", markup.pairs(rows))


def next_html() -> str:
    """What to do with the package: what is inside, and how to submit it."""
    case, pack = current.case(), current.pack()
    inside = (
        "01 开头的 PDF：要提交的正文，证据和目录都在里面。",
        "02 证据原件：平台或监管部门要原件时用。",
        "03 提交文本：按这个渠道的输入框剪裁好，直接粘贴。",
        "04 跟进清单：只给您自己看，不要提交。",
    )
    channel = pack.channels.get(case.channel or "")
    how = markup.plain_items((step.text for step in channel.steps), ordered=True) if channel else ""
    return (
        markup.heading("里面有什么", 2)
        + markup.plain_items(inside)
        + (markup.heading(f"怎么递交到「{channel.name}」", 2) + how if channel else "")
        + markup.paragraph("提交之后，到下一步记下提交日期和编号，后面的日期会自动算出来。")
    )
