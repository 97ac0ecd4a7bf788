"""What every part of a case is made of: kinds of text, money, ids, the clock, and the base of all parts."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

CHINA = ZoneInfo("Asia/Shanghai")
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPRSTUVWXY"  # no 0 O 1 I L Q Z: read aloud on the phone without mistakes
NARRATIVE_MAX = 20_000
LONG_TEXT_MAX = 5_000
SHORT_TEXT_MAX = 200

# Control characters, halves of surrogate pairs, and marks that turn the direction of all text after them (they can
# make `gpj.exe` read as `exe.jpg`); joiners inside emoji stay.
_INVISIBLE_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def without_control_characters(text: Any) -> Any:
    """Drop characters that cannot be seen or printed; keep line breaks and tabs. Other values pass unchanged."""
    if not isinstance(text, str):
        return text
    return _INVISIBLE_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain_file_name(name: str) -> str:
    base = _one_line(re.split(r"[\\/]", name)[-1])
    return base if base not in ("", ".", "..") else "未命名文件"


Line = Annotated[
    str, BeforeValidator(without_control_characters), AfterValidator(_one_line), Field(max_length=SHORT_TEXT_MAX)
]
Prose = Annotated[str, BeforeValidator(without_control_characters), Field(max_length=LONG_TEXT_MAX)]
Narrative = Annotated[str, BeforeValidator(without_control_characters), Field(max_length=NARRATIVE_MAX)]
FileName = Annotated[
    str, BeforeValidator(without_control_characters), AfterValidator(_plain_file_name), Field(max_length=255)
]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2, allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PartId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
RecordId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="id of a record in the knowledge pack")]
IdentifierKind = Literal[
    "order", "violation", "goods", "activity", "ticket", "aftersales", "tracking", "contract", "other"
]
HiddenKind = Literal["phone", "id_number", "bank_card", "wechat", "email", "name", "address", "other"]
Answer = bool | int | Prose | list[Line]


def new_id() -> str:
    """A short random id for a part of a case."""
    return secrets.token_hex(4)


def new_case_id() -> str:
    """An id that cannot be guessed (128 bits)."""
    return secrets.token_hex(16)


def new_reference() -> str:
    """A short human reference such as `K7M3-9QX2`."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def now() -> dt.datetime:
    """The instant now in China's time zone, whole seconds."""
    return dt.datetime.now(CHINA).replace(microsecond=0)


class Part(BaseModel):
    """Base of everything in a case: unknown keys are refused, so a misspelt field never vanishes silently."""

    model_config = ConfigDict(extra="forbid", validate_default=False)
