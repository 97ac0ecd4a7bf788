"""The second factor: codes that change every 30 seconds (TOTP, RFC 6238), from an app on the person's phone."""

from __future__ import annotations

import datetime as dt
import hmac

STEP_SECONDS = 30
STEPS_APART = 1  # a clock may be half a minute wrong either way
BACKUP_CODES = 8
ISSUER = "商家投诉向导"


def new_secret() -> str:
    """A fresh secret (160 bits, base32)."""
    import pyotp

    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """The `otpauth:` address that an authenticator app reads from the QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(address_: str) -> str:
    """The QR code of an address as a `data:` address: it never lies at an address others could ask for."""
    import segno

    return segno.make(address_, error="m").png_data_uri(scale=5, border=3)


def step_of(secret: str, code: str, at: dt.datetime) -> int | None:
    """The time step for which a typed code is right, now or one step around; `None` when it is wrong."""
    import pyotp

    typed = "".join(letter for letter in code if letter.isdigit() and letter.isascii())
    now = int(at.timestamp()) // STEP_SECONDS
    matching = None
    for step in range(now - STEPS_APART, now + STEPS_APART + 1):
        if hmac.compare_digest(typed, pyotp.TOTP(secret).generate_otp(step)):
            matching = step
    return matching
