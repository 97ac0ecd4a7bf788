"""Step six, the person: who signs, in which capacity, how, and what they agree to."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from wizard.services import signing_keys
from wizard.services.packages import SignerChoice
from wizard.ui import current
from wizard.ui.components.pocket_file import pocket_file
from wizard.ui.components.signature_pad import signature_pad
from wizard.ui.steps import markup, sign_reading

BROUGHT = "sign.brought"
CAPACITIES = ("店主", "法定代表人", "受托经办人")
HOW = {"typed": "键入姓名", "drawn": "手写签名", "picture": "签名图片"}
TRUTH = (
    "我已核对材料全文。就我所知，所写事实和所附证据真实，证据未经修改；"
    "估算和推测的部分已经写明。我知道提交虚假材料要承担责任。"
)
COSIGN_CONSENT = "我同意以电子方式在这一版材料上共同签署。"
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
SEAL_TRUTH = "印章图片只是图片：不等于盖了公章，也不能证明是谁盖的。受理机关要求盖章的，请打印出来盖。"
SLOTS = {0: "不用", 1: "1 位", 2: "2 位", 3: "3 位"}
SLOTS_HELP = "在材料里留出空栏。您签好以后，同事登录打开这件案件，在空栏里签名；您的签名不受影响。"
FORGOTTEN = (
    "口令不保存在任何地方。忘了就到「团队」页的「我的签名密钥」里删掉这把密钥，换一把新的；这次也可以改用一次性的密钥。"
)
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
    kept: bool = False
    passphrase: str = field(default="", repr=False)
    seal: bytes | None = None
    slots: int = 0
    promise: str = CONSENT

    def choice(self) -> SignerChoice:
        """As the service takes it."""
        return SignerChoice(
            self.name,
            f"{TRUTH}{self.promise}" if self.agreed else "",
            self.capacity,
            current.case().shop.legal_name or current.case().shop.name,
            self.image,
            self.p12,
            self.password,
            self.timestamped,
            kept=self.kept,
            passphrase=self.passphrase,
            seal=self.seal,
            slots=self.slots,
        )

    def lacks(self) -> list[str]:
        """What is still missing, in words."""
        missing = [] if self.name.strip() or self.p12 else ["填写签署人姓名"]
        missing += [STILL_TO_SIGN[self.how]] if self.how in STILL_TO_SIGN and self.image is None else []
        missing += ["输入签名口令"] if self.kept and not self.passphrase else []
        return missing + ([] if self.agreed else ["勾选声明"])


def show(*, together: bool = False) -> Pen:
    """The fields; what they hold. `together`: for a colleague who signs a finished package."""
    pen = Pen(promise=COSIGN_CONSENT if together else CONSENT)
    markup.show(markup.heading("共同签署人" if together else "签署人", 2))
    st.session_state.setdefault("sign.name", current.actor().name if together else current.case().shop.contact)
    _key(pen)
    if not pen.kept:
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
    _seal(pen)
    if not pen.kept:
        _own_certificate(pen)
    if not together:
        pen.slots = _slots()
    pen.timestamped = _timestamp()
    if not together:  # a finished package does not change any more
        sign_reading.follow()
    _agree(pen)
    return pen


def _key(pen: Pen) -> None:
    """The choice between a key kept under a passphrase and one for this time only, where there is a kept one."""
    key = signing_keys.kept(current.instance(), current.actor())
    if key is None or key.ended:
        return
    names = {True: f"用我的签名密钥（{key.name}）", False: "用一次性的密钥"}
    chosen = st.radio("用哪把密钥签", list(names), format_func=names.__getitem__, key="sign.key")
    pen.kept = bool(chosen)
    if pen.kept:
        pen.name = key.name
        pen.passphrase = st.text_input(
            "签名口令", key="sign.passphrase", type="password", autocomplete="off", live="0.5s", help=FORGOTTEN
        )


def _seal(pen: Pen) -> None:
    with st.expander("加上印章图片（可以不加）"):
        markup.show(markup.paragraph(SEAL_TRUTH, quiet=True))
        label = "印章的图片（PNG，2 MB 以内，最好是透明底）"
        pen.seal = pocket_file(key="sign.seal", label=label, accept=".png,image/png", most=LARGEST_PICTURE)


def _slots() -> int:
    """How many colleagues are to sign as well, after this signature."""
    chosen = st.segmented_control(
        "还要同事在这份材料上一起签吗",
        list(SLOTS),
        format_func=SLOTS.__getitem__,
        key="sign.slots",
        default=0,
        required=True,
        help=SLOTS_HELP,
    )
    return chosen or 0


def _timestamp() -> bool:
    """Whether to ask the timestamp authority; a choice only where one is configured."""
    if not current.instance().settings.tsa_url:
        markup.show(markup.paragraph(NO_AUTHORITY, quiet=True))
        return True
    chosen = st.radio("第三方时间戳", list(TIMESTAMP), format_func=TIMESTAMP.__getitem__, key="sign.timestamp")
    return bool(chosen == "with")


def _own_certificate(pen: Pen) -> None:
    with st.expander("用自己的证书（可以不用）", expanded=bool(st.session_state.get(BROUGHT))):
        markup.show(
            markup.paragraph("认证机构发的 .p12 或 .pfx 文件。文件和密码只在生成时用一次，不保存。", quiet=True)
        )
        pen.p12 = pocket_file(key="sign.p12", label="证书文件", accept=".p12,.pfx", most=LARGEST_CERTIFICATE)
        st.session_state[BROUGHT] = pen.p12 is not None  # stays open when the certificate was refused
        if pen.p12:
            # live: leaving a password box by the Tab key goes to its eye first, and its value would not be sent
            pen.password = st.text_input(
                "证书密码", key="sign.password", type="password", autocomplete="off", live="0.5s"
            )


def _agree(pen: Pen) -> None:
    markup.show(
        markup.heading("声明", 2),
        markup.box(markup.paragraph(TRUTH) + markup.paragraph(pen.promise)),
        markup.fold("签名能证明什么，不能证明什么", markup.plain_items(PROVES)),
    )
    pen.agreed = st.checkbox("我已阅读并同意以上声明", key=sign_reading.AGREED)
    sign_reading.remind(agreed=pen.agreed)


def forget() -> None:
    """Forget certificate and password as soon as they are not needed any more."""
    for key in ("sign.password", "sign.passphrase", sign_reading.AGREED):
        st.session_state.pop(key, None)
