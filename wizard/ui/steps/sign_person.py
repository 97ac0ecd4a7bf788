"""Step six, the person: who signs, in which capacity, how, and what they agree to."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from wizard.services.packages import SignerChoice
from wizard.ui import current
from wizard.ui.components.pocket_file import pocket_file
from wizard.ui.components.signature_pad import signature_pad
from wizard.ui.steps import markup

CAPACITIES = ("店主", "法定代表人", "受托经办人")
HOW = {"typed": "键入姓名", "drawn": "手写签名", "picture": "签名图片"}
TRUTH = (
    "我已核对材料全文。就我所知，所写事实和所附证据真实，证据未经修改；"
    "估算和推测的部分已经写明。我知道提交虚假材料要承担责任。"
)
CONSENT = "我同意以电子方式签署这份材料，签署后本版本不能再改；要改就生成下一版。"
PROVES = (
    "签署之后，材料有任何改动都能查出来；任何人都可以在「校验」页核对，不用登录。",
    "默认的签名由本系统签发证书，证明“签署之后没有改动”，不能证明“签的人是谁”。",
    "要让签名更能说明身份，请用认证机构发给您的证书（下面「用自己的证书」）；是否认可，由受理机关或法院判断。",
)
TIMESTAMP = {
    "with": "加上。时间戳服务连不上时不会生成，可以等一会儿再试",
    "without": "这次不加。材料里会写明没有第三方时间戳",
}
NO_AUTHORITY = "本系统没有配置第三方时间戳：签署时间取自这台服务器的时钟，材料里会如实写明。"
LARGEST_CERTIFICATE = 1024 * 1024
LARGEST_PICTURE = 2 * 1024 * 1024
STILL_TO_SIGN = {"drawn": "在框里写下签名", "picture": "选好签名图片"}


@dataclass
class Pen:
    """What was filled in on this page. It is kept in the session only, and forgotten once the package is made."""

    name: str = ""
    capacity: str = ""
    how: str = "typed"
    image: bytes | None = None
    agreed: bool = False
    timestamped: bool = True
    p12: bytes | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)

    def choice(self) -> SignerChoice:
        """As the service takes it."""
        consent = f"{TRUTH}{CONSENT}" if self.agreed else ""
        organisation = current.case().shop.legal_name or current.case().shop.name
        return SignerChoice(
            self.name, consent, self.capacity, organisation, self.image, self.p12, self.password, self.timestamped
        )

    def lacks(self) -> list[str]:
        """What is still missing, in words."""
        missing = [] if self.name.strip() or self.p12 else ["填写签署人姓名"]
        missing += [STILL_TO_SIGN[self.how]] if self.how in STILL_TO_SIGN and self.image is None else []
        return missing + ([] if self.agreed else ["勾选声明"])


def show() -> Pen:
    """The fields; what they hold."""
    pen = Pen()
    markup.show(markup.heading("签署人", 2))
    st.session_state.setdefault("sign.name", current.case().shop.contact)
    pen.name = st.text_input("签署人姓名", key="sign.name", live="0.5s", autocomplete="name", max_chars=200)
    pen.capacity = st.radio("身份", CAPACITIES, key="sign.capacity", horizontal=True)
    how = st.segmented_control(
        "怎么签", list(HOW), format_func=HOW.__getitem__, key="sign.how", default="typed", required=True
    )
    pen.how = how or "typed"
    if how == "drawn":
        pen.image = signature_pad(key="sign.pad")
    elif how == "picture":
        label = "签名的图片（PNG，2 MB 以内，最好是透明底或白底）"
        pen.image = pocket_file(key="sign.picture", label=label, accept=".png,image/png", most=LARGEST_PICTURE)
    _own_certificate(pen)
    pen.timestamped = _timestamp()
    _agree(pen)
    return pen


def _timestamp() -> bool:
    """Whether to ask the timestamp authority; a choice only where one is configured."""
    if not current.instance().settings.tsa_url:
        markup.show(markup.paragraph(NO_AUTHORITY, quiet=True))
        return True
    chosen = st.radio("第三方时间戳", list(TIMESTAMP), format_func=TIMESTAMP.__getitem__, key="sign.timestamp")
    return bool(chosen == "with")


def _own_certificate(pen: Pen) -> None:
    with st.expander("用自己的证书（可以不用）"):
        markup.show(
            markup.paragraph("认证机构发的 .p12 或 .pfx 文件。文件和密码只在生成时用一次，不保存。", quiet=True)
        )
        pen.p12 = pocket_file(key="sign.p12", label="证书文件", accept=".p12,.pfx", most=LARGEST_CERTIFICATE)
        if pen.p12:
            pen.password = st.text_input("证书密码", key="sign.password", type="password", autocomplete="off")


def _agree(pen: Pen) -> None:
    markup.show(
        markup.heading("声明", 2),
        markup.box(markup.paragraph(TRUTH) + markup.paragraph(CONSENT)),
        markup.fold("签名能证明什么，不能证明什么", markup.plain_items(PROVES)),
    )
    pen.agreed = st.checkbox("我已阅读并同意以上声明", key="sign.agreed")


def forget() -> None:
    """Forget certificate and password as soon as they are not needed any more."""
    for key in ("sign.password", "sign.agreed"):
        st.session_state.pop(key, None)
