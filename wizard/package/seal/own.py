"""A person's own certificate from a PKCS#12 file (.p12, .pfx)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from wizard.package.errors import CertificateUnusable
from wizard.package.request import OwnCertificate
from wizard.package.seal.authority import Identity

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from wizard.package.seal.authority import PrivateKey

SHORTEST_RSA = 2048
CURVES = ("secp256r1", "secp384r1", "secp521r1")


def identity_of(own: OwnCertificate, at: dt.datetime) -> Identity:
    """Open the file; raises `CertificateUnusable` with what is wrong and the mend."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, others = pkcs12.load_key_and_certificates(own.p12, own.password or None)
    except ValueError as error:
        raise CertificateUnusable("证书文件打不开：口令不对，或文件不是 .p12/.pfx。请核对口令后再试。") from error
    if key is None or certificate is None:
        raise CertificateUnusable("这个证书文件里没有私钥，不能用来签名。请向颁发机构索取带私钥的 .p12 或 .pfx 文件。")
    usable = _usable(key)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise CertificateUnusable("这份证书不在有效期内。请换一份有效的证书，或用本工具签发的证书签署。")
    _check_usage(certificate)
    return Identity(usable, certificate, tuple(others))


def _usable(key: object) -> PrivateKey:
    """A key of a kind that PDF programs everywhere can check; raises `CertificateUnusable` for any other."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if isinstance(key, RSAPrivateKey):
        if key.key_size < SHORTEST_RSA:
            raise CertificateUnusable("这份证书的密钥太短（少于 2048 位），签名不安全。请换一份证书。")
        return key
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    raise CertificateUnusable(
        "只支持 RSA 和 NIST 曲线（P-256、P-384、P-521）的证书。请换一份证书，或用本工具签发的证书签署。"
    )


def _check_usage(certificate: Certificate) -> None:
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise CertificateUnusable("这份证书不允许用于签名。请换一份签名证书，或用本工具签发的证书签署。")
