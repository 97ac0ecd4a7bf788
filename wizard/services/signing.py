"""Who signs and how: checked before anything is built."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.case import Case, Signature, now
from wizard.input_problems import Problem
from wizard.services import judgement
from wizard.services.errors import Refused

LARGEST_PICTURE = 2 * 1024 * 1024
LARGEST_CERTIFICATE = 1024 * 1024
MOST_SLOTS = 3
_PICTURES = (b"\x89PNG\r\n\x1a\n",)


@dataclass(frozen=True)
class SignerChoice:
    """How the person signs. `image` is a PNG of a drawn signature; `p12` their own certificate, never stored."""

    name: str
    consent: str
    capacity: str = ""
    organisation: str = ""
    image: bytes | None = None
    p12: bytes | None = field(default=None, repr=False)
    p12_password: str = field(default="", repr=False)
    timestamped: bool = True
    """Whether to ask the timestamp authority, where one is configured; without it the package says so."""
    kept: bool = False
    """Sign with the key the person keeps here; `passphrase` opens it and is kept nowhere."""
    passphrase: str = field(default="", repr=False)
    locked_key: str = field(default="", repr=False)
    """That key as it is stored; filled in by `signing_keys.checked`."""
    seal: bytes | None = None
    """A PNG of the business's seal, shown beside the signature."""
    slots: int = 0
    """How many places are kept for colleagues who sign the finished package."""

    @property
    def kind(self) -> str:
        """`drawn` or `typed`."""
        return "drawn" if self.image else "typed"


def check(case: Case, signer: SignerChoice, reason: str) -> None:
    """Raise `Refused` with everything that stands in the way of signing this case."""
    problems = [*_case_problems(case), *signer_problems(signer)]
    if not problems:
        problems = [*_personal_problems(case), *_evidence_problems(case, reason)]
    if problems:
        raise Refused(problems)


def _case_problems(case: Case) -> list[Problem]:
    problems = []
    if case.scenario is None or case.scenario == "out_of_scope":
        problems.append(Problem("scenario", "还没有选定投诉的场景。", "请回到「场景」一步选择。"))
    if case.channel is None:
        problems.append(Problem("channel", "还没有选定提交的渠道。", "请回到「渠道」一步选择。"))
    elif case.channel not in judgement.pack(case).channels:
        problems.append(Problem("channel", f"知识包里没有渠道 {case.channel}。", "请回到「渠道」一步重新选择。"))
    if not case.narrative.strip() and not case.timeline:
        problems.append(Problem("narrative", "还没有写经过。", "请回到「场景」或「事实」一步写下发生了什么。"))
    return problems


def signer_problems(signer: SignerChoice) -> list[Problem]:
    """What is wrong with the signature itself."""
    problems = []
    if not 0 <= signer.slots <= MOST_SLOTS:
        problems.append(Problem("slots", f"共同签署栏最多留 {MOST_SLOTS} 栏。", "请改少一些。"))
    if not signer.name.strip() and signer.p12 is None:
        problems.append(Problem("signer", "签署人还没有填。", "请填写签署人的姓名。"))
    if not signer.consent.strip():
        problems.append(Problem("consent", "还没有同意签署声明。", "请阅读并勾选声明。"))
    if not _usable(signer.image):
        problems.append(Problem("image", "签名图片不能使用。", "请重新手写，或上传 2 MB 以内的 PNG 图片。"))
    if not _usable(signer.seal):
        problems.append(Problem("seal", "印章图片不能使用。", "请上传 2 MB 以内的 PNG 图片，或不加印章。"))
    if signer.p12 is not None and not 0 < len(signer.p12) <= LARGEST_CERTIFICATE:
        problems.append(Problem("p12", "证书文件不能使用。", "请选择 .p12 或 .pfx 文件。"))
    return problems


def _personal_problems(case: Case) -> list[Problem]:
    """Other people's data that is neither covered nor accounted for, by what the channel lets out."""
    from wizard.evidence import unhandled_personal_data

    found = unhandled_personal_data(case, judgement.pack(case), case.channel or "")
    return [
        Problem(f"exhibits.{exhibit_id}.personal_data", message, "请回到「证据」一步，打开这份证据处理。")
        for exhibit_id, message in found
    ]


def _usable(picture: bytes | None) -> bool:
    return picture is None or (len(picture) <= LARGEST_PICTURE and picture.startswith(_PICTURES))


def _evidence_problems(case: Case, reason: str) -> list[Problem]:
    if reason.strip() or case.missing_evidence_reason.strip() or judgement.assess(case).complete:
        return []
    words = "必备的证据还不齐。"
    return [Problem("missing_evidence_reason", words, "请补齐，或写明暂时无法提供的原因；原因会印在材料里。")]


def signature_of(signer: SignerChoice, image_sha256: str | None) -> Signature:
    """The act of signing, as the case keeps it."""
    return Signature(
        signer=signer.name,
        capacity=signer.capacity,
        kind="drawn" if signer.image else "typed",
        image_sha256=image_sha256,
        consent=signer.consent,
        signed_at=now(),
    )
