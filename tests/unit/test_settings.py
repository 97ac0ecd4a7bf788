"""Settings come from the environment and stay true when the working directory changes."""

from pathlib import Path

import pytest

from wizard.settings import Settings


def test_the_data_folder_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIZARD_DATA_FOLDER", raising=False)
    monkeypatch.chdir(tmp_path)
    read = Settings(_env_file=None)
    assert read.data_folder == tmp_path / "var" and read.database == f"sqlite:///{tmp_path}/var/wizard.sqlite3"


def test_a_dot_env_file_counts_and_the_environment_counts_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("WIZARD_SESSION_HOURS=5\nWIZARD_PUBLIC_ADDRESS=https://x.example\nOTHER=1\n")
    monkeypatch.chdir(tmp_path)
    assert (Settings().session_hours, Settings().secure) == (5, True)
    monkeypatch.setenv("WIZARD_SESSION_HOURS", "7")
    assert Settings().session_hours == 7


@pytest.mark.parametrize("address", ["tousu.example.cn", "//tousu.example.cn", "https://", "https://x.example/wizard"])
def test_a_public_address_is_whole(address: str) -> None:
    """Without https:// the session cookie would not be Secure, and nobody would be told."""
    with pytest.raises(ValueError, match="要写完整的网址"):
        Settings(_env_file=None, public_address=address)
    assert Settings(_env_file=None, public_address="https://x.example:8443/").secure
