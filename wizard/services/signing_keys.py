"""The key somebody signs with: kept here under a passphrase of their own, or a certificate brought along.

The passphrase is kept nowhere. Forgotten, the key is lost: it is removed and another one made; what it has signed
stays good. Keys are opened in worker processes only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wizard.case import now
from wizard.input_problems import Problem
from wizard.services.access import Actor, needs
from wizard.services.building import normal
from wizard.services.errors import NotFound, Refused, Unavailable, refused
from wizard.services.instance import Instance
from wizard.services.signing import LARGEST_CERTIFICATE, SignerChoice
from wizard.services.workers import JobFailed
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent, SigningKeyRow
from wizard.team import passwords
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.package.seal.passphrase_keys import MadeKey

KEY_SECONDS = 60.0
JOBS = "wizard.services.jobs"


@dataclass(frozen=True)
class KeptKeyFacts:
    """What may be shown of a kept key."""

    name: str
    issuer: str
    fingerprint: str
    own: bool
    until: dt.datetime
    since: dt.datetime

    @property
    def ended(self) -> bool:
        """Whether its certificate has run out."""
        return self.until <= now()


@needs(May.SIGN)
def kept(instance: Instance, actor: Actor) -> KeptKeyFacts | None:
    """One's own kept key."""
    with instance.store.read() as work:
        row = work.signing_keys.get(actor.person_id)
    if row is None:
        return None
    return KeptKeyFacts(row.name, row.issuer, row.fingerprint, row.own, row.until, row.since)


@needs(May.SIGN)
def make(instance: Instance, actor: Actor, name: str, passphrase: str, again: str) -> None:
    """A new key with a certificate of this instance; raises `Refused`."""
    problems = [] if name.strip() else [Problem("name", "姓名还没有填。", "请填写要印在签名上的姓名。")]
    _refuse([*problems, *_passphrase_problems(passphrase, again)])
    settings = instance.settings
    made = _work(
        instance,
        "make_key",
        settings.authority,
        name.strip(),
        actor.team_name,
        normal(passphrase),
        settings.revocation_url,
    )
    _keep(instance, actor, made, own=False)


@needs(May.SIGN)
def keep(instance: Instance, actor: Actor, p12: bytes, password: str, passphrase: str, again: str) -> None:
    """Keep one's own certificate here, under the passphrase; raises `Refused`."""
    problems = _passphrase_problems(passphrase, again)
    if not 0 < len(p12) <= LARGEST_CERTIFICATE:
        problems.append(Problem("p12", "证书文件不能使用。", "请选择 .p12 或 .pfx 文件。"))
    _refuse(problems)
    made = _work(instance, "keep_certificate", p12, password.encode(), normal(passphrase), now())
    if isinstance(made, str):
        raise refused("p12", made)
    _keep(instance, actor, made, own=True)


@needs(May.SIGN)
def change(instance: Instance, actor: Actor, old: str, passphrase: str, again: str) -> None:
    """Another passphrase for one's key; raises `Refused`."""
    row = _row(instance, actor)
    _refuse(_passphrase_problems(passphrase, again))
    locked = _work(instance, "change_passphrase", row.locked, normal(old), normal(passphrase))
    if locked is None:
        raise refused("old", "原来的签名口令不对。", "请再输一次；忘了就只能删掉这把密钥，换一把新的。")
    with instance.store.write() as work:
        work.signing_keys.relock(actor.person_id, locked)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNING_KEY_CHANGED, actor.person_id))


@needs(May.SIGN)
def remove(instance: Instance, actor: Actor) -> None:
    """Forget one's key for good; what it has signed stays good. Raises `NotFound`."""
    _row(instance, actor)
    with instance.store.write() as work:
        work.signing_keys.remove(actor.person_id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNING_KEY_REMOVED, actor.person_id))


@needs(May.SIGN)
def checked(instance: Instance, actor: Actor, signer: SignerChoice) -> SignerChoice:
    """The choice with its key at hand, tried before anything is signed; raises `Refused` in words."""
    if signer.p12 is not None:
        words = _work(instance, "certificate_problem", signer.p12, signer.p12_password.encode(), now())
        if words:
            raise refused("p12", words)
    if not signer.kept:
        return signer
    row = _row(instance, actor)
    if words := _work(instance, "kept_key_problem", row.locked, normal(signer.passphrase), now()):
        raise refused("passphrase", words)
    return replace(signer, name=row.name, locked_key=row.locked, p12=None)


def _row(instance: Instance, actor: Actor) -> SigningKeyRow:
    with instance.store.read() as work:
        row = work.signing_keys.get(actor.person_id)
    if row is None:
        raise NotFound("签名密钥")
    return row


def _keep(instance: Instance, actor: Actor, made: MadeKey, *, own: bool) -> None:
    row = SigningKeyRow(
        actor.person_id, made.locked, made.name[:200], made.issuer[:200], made.fingerprint, own, made.until, now()
    )
    with instance.store.write() as work:
        work.signing_keys.keep(row)
        details = {"fingerprint": made.fingerprint}
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNING_KEY_KEPT, actor.person_id, details=details))


def _work(instance: Instance, name: str, *args: Any) -> Any:
    """Run a job that opens or locks a key; raises `Unavailable`."""
    try:
        return instance.workers.run(f"{JOBS}:{name}", *args, timeout=KEY_SECONDS)
    except JobFailed as error:
        raise Unavailable("密钥这次没有处理成功，请稍后再试。") from error


def _passphrase_problems(passphrase: str, again: str) -> list[Problem]:
    if weak := passwords.weakness(passphrase):
        return [Problem("passphrase", weak[0].replace("密码", "口令"), weak[1])]
    if passphrase != again:
        return [Problem("again", "两次输入的口令不一样。", "请再输一次。")]
    return []


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
