"""PKCS#12 files as people bring them: good ones, old ones, and each kind that cannot sign. Password `geheim`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.unit.package.openssl_tsa import openssl

PASSWORD = "geheim"


def p12_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Kind → file and the password to try with."""
    now = dt.datetime.now(dt.UTC)
    year = dt.timedelta(days=365)
    good = made(folder / "good.p12", _rsa(2048), now - year, now + year)
    legacy(good, folder / "legacy.p12")
    return {
        "good": (good, PASSWORD),
        "wrong password": (good, "wrong"),
        "expired": (made(folder / "expired.p12", _rsa(2048), now - 2 * year, now - year), PASSWORD),
        "weak": (made(folder / "weak.p12", _rsa(1024), now - year, now + year), PASSWORD),
        "no key": (without_key(good, folder / "no-key.p12"), PASSWORD),
        "not for signing": (made(folder / "tls.p12", _rsa(2048), now - year, now + year, signs=False), PASSWORD),
        "curve": (made(folder / "ec.p12", _curve("SECP256R1"), now - year, now + year), PASSWORD),
        "long curve": (made(folder / "ec521.p12", _curve("SECP521R1"), now - year, now + year), PASSWORD),
        "other kind": (made(folder / "koblitz.p12", _curve("SECP256K1"), now - year, now + year), PASSWORD),
        "legacy": (folder / "legacy.p12", PASSWORD),
    }


def _rsa(bits: int):
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(65537, bits)


def _curve(name: str):
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(getattr(ec, name)())


def made(path: Path, key, since, until, *, signs: bool = True) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    name = x509.Name.from_rfc4514_string("CN=王五,O=某机构客户")
    usage = x509.KeyUsage(signs, signs, not signs, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )
    encryption = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, encryption))
    return path


def _taken_apart(source: Path) -> Path:
    """The same as PEM, key and certificate."""
    path = source.with_suffix(".pem")
    openssl("pkcs12", "-in", source, "-passin", f"pass:{PASSWORD}", "-nodes", "-out", path)
    return path


def without_key(source: Path, path: Path) -> Path:
    openssl("pkcs12", "-export", "-nokeys", "-in", _taken_apart(source), "-out", path, "-passout", f"pass:{PASSWORD}")
    return path


def legacy(source: Path, path: Path) -> None:
    """As Windows and old tokens write it: RC2 with 40 bits for the certificate, 3DES for the key."""
    openssl("pkcs12", "-export", "-legacy", "-in", _taken_apart(source), "-out", path, "-passout", f"pass:{PASSWORD}")


def seal_image(path: Path) -> Path:
    """A round red seal on transparent ground, as people cut it out of a scan."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 232, 232), outline=(200, 20, 20, 255), width=10)
    draw.polygon([(120, 70), (135, 120), (175, 120), (143, 148), (155, 190), (120, 165), (85, 190), (97, 148),
                  (65, 120), (105, 120)], fill=(200, 20, 20, 255))  # fmt: skip
    image.save(path)
    return path
