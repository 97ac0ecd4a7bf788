"""The numbers on the security page are those of the code."""

import datetime as dt
import importlib
import math
import re
import tomllib
from pathlib import Path

import pytest

from wizard.services.invitations import LONGEST_DAYS
from wizard.settings import Settings
from wizard.team import limiter, passwords, tokens

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "security" / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `(wizard\.[a-z_.]+)\.([A-Z_]+)`", PAGE, re.MULTILINE)
UNITS = {"天": 86400, "小时": 3600, "分钟": 60, "秒": 1, "MB": 1024**2, "GB": 1024**3}


def meant(words: str) -> set[float]:
    """Every quantity in a cell: plain numbers, bits as bytes too, spans of time in seconds, millions, bytes."""
    found: set[float] = set()
    for digits, unit in re.findall(r"(\d+(?:\.\d+)?) ?([^\d ，。；、（）]*)", words):
        number = float(digits)
        found |= {number, number / 8} | {number * 1_000_000 for _ in [0] if unit.startswith("百万")}
        found |= {number * size for name, size in UNITS.items() if unit.startswith(name)}
    return found | ({1.0} if "各认 1 个" in words else set())


@pytest.mark.parametrize(("words", "module", "name"), [(words, module, name) for _, words, module, name in ROWS])
def test_a_number_is_the_codes(words: str, module: str, name: str) -> None:
    value = getattr(importlib.import_module(module), name)
    wanted = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    assert wanted in meant(words), (words, value)


def test_there_are_numbers_to_compare() -> None:
    assert len(ROWS) > 15


def said(row: str) -> str:
    [words] = re.findall(rf"^\| {row}[^|]* \| ([^|]+) \| —", PAGE, re.MULTILINE)
    return str(words)


def test_passwords_are_hashed_as_said() -> None:
    assert "bcrypt，12 轮" in said("密码的哈希") and passwords.hashed("correct horse battery").startswith("$2b$12$")


def test_codes_and_tokens_are_as_random_as_said() -> None:
    letters = tokens.new_code().replace("-", "")
    assert round(len(letters) * math.log2(len(tokens._LETTERS))) == 97
    assert len(set(re.findall(r"(\d+) 位随机", PAGE))) == 3, "97 of codes, 256 of sessions, 128 of cases"
    assert "256 位随机" in said("会话") and len(tokens.new_token()) * 6 >= 256


def test_sessions_and_invitations_last_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WIZARD_SESSION_HOURS", "WIZARD_INVITATION_DAYS"):
        monkeypatch.delenv(name, raising=False)
    chosen = Settings(_env_file=None)
    assert f"{chosen.session_hours} 小时不用就结束" in said("会话")
    assert f"默认 {chosen.invitation_days} 天，最长 {LONGEST_DAYS} 天" in PAGE


def test_a_message_on_a_live_page_is_as_large_as_said() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    words = said("浏览器在实时页面上发来的一条消息")
    assert f"超过 {server['maxMessageSize']} MB 不收，超过 {server['maxWidgetStateSize']} MB 不读" in words


def test_the_chance_of_a_guessed_second_factor_is_as_said() -> None:
    a_day = limiter.SAME_SECOND_FACTOR * dt.timedelta(days=1) / limiter.WINDOW
    assert f"一天最多猜 {a_day:.0f} 次" in PAGE and f"约 {3 * a_day / 10**6:.1%}".replace("%", " %") in PAGE
