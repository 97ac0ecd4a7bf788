"""One's own signing key: made or brought along, under a passphrase that this server does not keep."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.case import CHINA
from wizard.services import signing_keys
from wizard.services.errors import ServiceError
from wizard.services.signing import LARGEST_CERTIFICATE
from wizard.services.signing_keys import KeptKeyFacts
from wizard.ui import current, layout
from wizard.ui.components.pocket_file import pocket_file
from wizard.ui.folding import fold
from wizard.ui.layout import escape

_WRONG, _DONE = "_key_wrong", "_key_done"
FOLD = "fold-key"
KINDS = ("用本系统签发的证书", "用我自己的证书文件")
ABOUT = (
    "<p>不设也能签：每次签署会用一把一次性的密钥，签完就扔掉。</p>"
    "<p>设一把自己的密钥，每次签名都用它，别人能看出是同一把密钥签的。它用您定的口令锁着，"
    "每次签署都要输口令；<strong>口令不保存在任何地方，忘了谁也找不回来</strong>，只能删掉换一把。以前签好的材料照样有效。</p>"
)


def show() -> None:
    """The fold; open while something is going on in it."""
    key = signing_keys.kept(current.instance(), current.actor())
    state = "没有设" if key is None else "证书已到期，请换一把" if key.ended else "已设"
    if _WRONG in st.session_state or _DONE in st.session_state:
        st.session_state[FOLD] = True  # its label has changed, and a fold whose label changes would close
    fold(f"我的签名密钥：{state}", lambda: _inside(key), key=FOLD)


def _inside(key: KeptKeyFacts | None) -> None:
    if done := st.session_state.pop(_DONE, ""):
        layout.notice(done, "good")
    if key is None:
        layout.show(ABOUT)
        _make()
    else:
        _facts(key)
        _change()
        _remove()


def _make() -> None:
    kind = st.segmented_control("证书", KINDS, key="key-kind", default=KINDS[0], required=True)
    work = _by_instance() if kind == KINDS[0] else _brought_along()
    word, again = _new_passphrase()
    _problem()
    if st.button("设好这把密钥", key="key-make"):
        _try(lambda: work(word, again), "设好了。下次签署时选它，输入口令就行。")


def _by_instance() -> Callable[[str, str], None]:
    name = st.text_input("印在签名上的姓名", value=current.actor().name, key="key-name", max_chars=60)

    def make(word: str, again: str) -> None:
        signing_keys.make(current.instance(), current.actor(), name, word, again)

    return make


def _brought_along() -> Callable[[str, str], None]:
    content = pocket_file(key="key-p12", label="证书文件", accept=".p12,.pfx", most=LARGEST_CERTIFICATE) or b""
    password = st.text_input("证书密码", key="key-p12-password", type="password", autocomplete="off", live="0.5s")

    def keep(word: str, again: str) -> None:
        signing_keys.keep(current.instance(), current.actor(), content, password, word, again)

    return keep


def _new_passphrase() -> tuple[str, str]:
    label = "定一个签名口令（至少 10 个字符）"
    word = st.text_input(label, type="password", autocomplete="new-password", live="0.5s", key="key-new")
    again = st.text_input(
        "再输一次签名口令", type="password", autocomplete="new-password", live="0.5s", key="key-again"
    )
    return word, again


def _facts(key: KeptKeyFacts) -> None:
    until = f"{key.until.astimezone(CHINA):%Y-%m-%d}"
    by = f"颁发者：{key.issuer}" if key.own else "证书由本系统签发"
    layout.show(
        f"<p>{escape(key.name)}；{escape(by)}；证书到 {escape(until)} 为止。</p>"
        f'<p>指纹（SHA-256）：<code class="w-hash">{escape(key.fingerprint)}</code></p>'
    )


def _change() -> None:
    old = st.text_input("现在的签名口令", type="password", autocomplete="current-password", live="0.5s", key="key-old")
    word, again = _new_passphrase()
    _problem()
    if st.button("换口令", key="key-change"):
        change = signing_keys.change
        _try(lambda: change(current.instance(), current.actor(), old, word, again), "口令换好了。")


def _remove() -> None:
    layout.show("<p>口令忘了，或者密钥不用了：删掉它，再设一把新的。用它签过的材料仍然有效。</p>")
    sure = st.checkbox("我要删掉这把密钥，删了找不回来", key="key-sure")
    if st.button("删掉这把密钥", key="key-remove", disabled=not sure):
        _try(lambda: signing_keys.remove(current.instance(), current.actor()), "删掉了。")


def _try(work: Callable[[], None], words: str) -> None:
    try:
        work()
    except ServiceError as refusal:
        st.session_state[_WRONG] = str(refusal)
    else:
        for name in (_WRONG, "key-old", "key-new", "key-again", "key-p12-password", "key-sure"):
            st.session_state.pop(name, None)
        st.session_state[_DONE] = words
    st.rerun()


def _problem() -> None:
    if _WRONG in st.session_state:
        layout.field_problem(st.session_state[_WRONG])
