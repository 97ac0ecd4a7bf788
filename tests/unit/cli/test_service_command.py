"""The command an operator calls as root on an installed service has the service's settings, to the letter."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "wizard"
RUNUSER = """#!/bin/sh
printf '%s\\n' "$WIZARD_BACKUP_PASSPHRASE" "$WIZARD_DATABASE_URL" "$PWD" "$@"
"""
PASSPHRASES = ["ab$$cd12345678", "correct horse battery", "horse$battery`id`", "with = and # within"]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The script as if /etc and /opt lay in a folder of the test, and what changes the user tells what it is given."""
    for folder in ("etc", "opt/wizard", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    runuser, script = tmp_path / "bin" / "runuser", tmp_path / "bin" / "wizard"
    words = SCRIPT.read_text("utf-8").replace("/etc/", f"{tmp_path}/etc/").replace("/opt/", f"{tmp_path}/opt/")
    for path, text in ((runuser, RUNUSER), (script, words)):
        path.write_text(text, "utf-8")
        path.chmod(0o755)
    return tmp_path


def given(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{installed}/bin:{os.environ['PATH']}"
    return subprocess.run(
        [installed / "bin/wizard", *words], env={"PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("passphrase", PASSPHRASES)
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_settings_are_taken_as_they_stand(installed: Path, passphrase: str, quote: str) -> None:
    address = "postgresql://wizard:p%26s&x$y@127.0.0.1/wizard"
    (installed / "etc/wizard.env").write_text(f"# about it\n\n; too\nWIZARD_DATABASE_URL={address}\n", "utf-8")
    (installed / "etc/wizard-backup.env").write_text(f"WIZARD_BACKUP_PASSPHRASE={quote}{passphrase}{quote}", "utf-8")
    told = given(installed, "team", "list").stdout.splitlines()
    assert told[:3] == [passphrase, address, f"{installed}/opt/wizard"]
    assert told[3:] == ["-u", "wizard", "--", ".venv/bin/python", "-m", "wizard", "team", "list"]


def test_what_systemd_reads_differently_is_refused(installed: Path) -> None:
    (installed / "etc/wizard.env").write_text("WIZARD_BACKUP_PASSPHRASE=back\\slash and more\n", "utf-8")
    done = given(installed, "team", "list")
    assert done.returncode == 2 and "WIZARD_BACKUP_PASSPHRASE 里有反斜杠" in done.stderr and not done.stdout


def test_without_its_settings_it_says_what_to_do(installed: Path) -> None:
    done = given(installed, "team", "list")
    assert done.returncode == 2 and "请以 root 运行" in done.stderr and not done.stdout
