"""Step three, from the phone: a QR code that opens this case's upload page for ten minutes, and nothing else."""

from __future__ import annotations

import streamlit as st

from wizard.services import cases, phone
from wizard.services.errors import ServiceError
from wizard.ui import current, fragments
from wizard.ui.steps import markup, saving

LINK = "evidence.phone"
LOOK_EVERY = "2s"


def show() -> None:
    """A button that makes the code; then the code, what is left of its time, and a way to end it."""
    if not current.editable():
        return
    link = _link()
    if link is None:
        st.button("用手机传：生成二维码", key="phone.open", icon=":material/qr_code_2:", on_click=_open)
        return
    address = phone.address_of(current.instance().settings.public_address, st.context.url or "", link.token)
    with st.container(border=True, key="phone-link"):
        markup.show(code_html(address), label="手机上传")
        if phone.only_near(address):
            markup.show(markup.box(markup.paragraph(NEAR), "warn"))
        _watch()
        st.button("不传了，让二维码失效", key="phone.close", type="tertiary", on_click=_close)


NEAR = (
    "现在的网址只有这台电脑自己打得开，手机扫了打不开。请用 --address 0.0.0.0 启动，"
    "再用这台电脑在局域网里的网址打开本页（手机连同一个无线网）；或者请管理员设置 WIZARD_PUBLIC_ADDRESS。"
)


def _link() -> phone.Link | None:
    """The link of this tab for this case, while it is good."""
    kept: tuple[str, phone.Link] | None = st.session_state.get(LINK)
    if kept is None or kept[0] != current.case().id or not kept[1].seconds_left:
        return None
    return kept[1]


def _open() -> None:
    case_id = current.case().id
    try:
        link = phone.open_link(current.instance(), current.actor(), case_id)
    except ServiceError as refusal:
        saving.tell([str(refusal)])
        return
    st.session_state[LINK] = (case_id, link)


def _close() -> None:
    phone.close_links(current.instance(), current.actor(), current.case().id)
    st.session_state.pop(LINK, None)


def code_html(address: str) -> str:
    """The code as a picture, and the same address as text."""
    import segno

    picture = segno.make(address, error="m").png_data_uri(scale=6, border=3)
    head = markup.paragraph("用手机相机或微信扫一扫，从相册选或直接拍，传完会自动出现在下面。")
    image = f'<img class="w-code" src="{picture}" alt="手机上传的二维码" width="230" height="230">'
    return head + image + markup.fold("扫不了？在手机浏览器里输入这个网址", markup.paragraph(address))


@fragments.looking(LOOK_EVERY)
def _watch() -> None:
    """How long the code is good; the page runs again when a file has arrived, or when the time is over."""
    link, stored = _link(), current.stored()
    if link is None or _version() != stored.version:
        st.rerun()
    minutes, seconds = divmod(link.seconds_left, 60)
    st.caption(f"还能用 {minutes} 分 {seconds:02d} 秒，只能往这个案件里传文件，看不到案件内容。")


def _version() -> int:
    return cases.version_of(current.instance(), current.actor(), current.case().id)
