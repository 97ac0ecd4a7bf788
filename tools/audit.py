"""What is known against the locked dependencies, and which of them have a newer release.

usage: .venv/bin/python -m tools.audit      (`make audit`, which installs what it needs; asks the package index)

Exit 0: every package was looked up and nothing is known against it; 1: something is known; 3: not everything could be
looked up, which is no clean bill: the advisory database was not reachable, or did not know a package.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.lock"
CLEAN, KNOWN, UNKNOWN = 0, 1, 3
SECONDS = 180
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass
class Findings:
    """What was found out: how many packages were looked up, what is known, and what could not be looked up and why."""

    looked_up: int = 0
    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        if self.known:
            return KNOWN
        return UNKNOWN if self.unknown or not self.looked_up else CLEAN


def pins(lock: str) -> dict[str, str]:
    """Name → version of a lock file."""
    return dict(_PIN.findall(lock))


def judged(said: str, locked: dict[str, str]) -> Findings:
    """What pip-audit's JSON says; a package it is silent about was not looked up."""
    try:
        told: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Findings(unknown=sorted(locked))
    found, silent = Findings(), {name.lower() for name in locked}
    for one in told:
        if "skip_reason" in one:
            continue
        silent.discard(one["name"].lower())
        found.looked_up += 1
        found.known += [f"{one['name']} {one['version']}: {flaw['id']}" for flaw in one["vulns"]]
    found.unknown = sorted(silent)
    return found


def newer(locked: dict[str, str], newest: dict[str, str]) -> list[str]:
    """The packages of which the index has another release that suits."""
    return [f"{name} {held} → {newest[name]}" for name, held in locked.items() if newest.get(name, held) != held]


def _output(*command: str) -> str:
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return ""
    if not ended.stdout:
        print(ended.stderr[-500:], file=sys.stderr)
    return ended.stdout


def main() -> int:
    """Ask both, and say what was found out and what was not."""
    bin_ = Path(sys.executable).parent
    locked = pins(LOCK.read_text("utf-8"))
    auditor = (str(bin_ / "uv"), "tool", "run", "pip-audit")  # in an environment of its own
    asked = ("--requirement", str(LOCK), "--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off")
    found = judged(_output(*auditor, *asked), locked)
    compiled = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate")
    newest = pins(_output(str(bin_ / "uv"), *compiled, "pyproject.toml"))
    print(f"{len(locked)} packages are locked; {found.looked_up} were looked up in the advisory database")
    print(*(f"KNOWN: {line}" for line in found.known), sep="\n", end="\n" if found.known else "")
    if found.unknown:
        print(f"NOT LOOKED UP: {len(found.unknown)}, which says nothing about them: {', '.join(found.unknown)}")
    if newest:
        print(*(f"newer release: {line}" for line in newer(locked, newest)), sep="\n")
    else:
        print("the package index was not reachable: newer releases are not known")
    return found.code


if __name__ == "__main__":
    sys.exit(main())
