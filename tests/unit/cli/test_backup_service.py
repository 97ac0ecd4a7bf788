"""The nightly backup of an installed service keeps thirty days of backups and no halves."""

import os
import shlex
import subprocess
import time
from pathlib import Path

UNIT = Path(__file__).resolve().parents[3] / "deploy" / "wizard-backup.service"
FOLDER = "/var/lib/wizard-backups"


def test_old_backups_and_halves_of_killed_ones_go(tmp_path: Path) -> None:
    ages = {
        "wizard-20261001-031700.sealed": 40,
        "wizard-20261126-031700.sealed": 1,
        ".wizard-20261120-031700.sealed.1a2b3c4d": 7,
        ".wizard-20261127-031700.sealed.5e6f7a8b": 0,
        "by-hand.sealed": 400,
    }
    for name, days in ages.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at := time.time() - days * 86400, at))
    commands = [line.partition("=")[2] for line in UNIT.read_text("utf-8").splitlines() if "ExecStartPost=" in line]
    for command in commands:
        assert FOLDER in command
        subprocess.run(shlex.split(command.replace(FOLDER, str(tmp_path))), check=True)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"wizard-20261126-031700.sealed", ".wizard-20261127-031700.sealed.5e6f7a8b", "by-hand.sealed"}
