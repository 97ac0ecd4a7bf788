"""A downloaded package, checked with the tools that a reviewer would use: none of them is ours but the last."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.journeys.serving import ROOT


def run(*command: object, cwd: Path | None = None) -> str:
    done = subprocess.run([str(one) for one in command], cwd=cwd, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def check(package: Path, folder: Path, data_folder: Path) -> str:
    """Unpack and check a package; the text of its PDF. Everything wrong is an assertion with the tool's words."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    (inside,) = [path.parent for path in folder.rglob("SHA256SUMS")]
    run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=inside)
    (pdf,) = inside.glob("01-*.pdf")
    run("qpdf", "--check", pdf)
    signed = run("pdfsig", pdf)
    assert "Signature is Valid" in signed
    assert "Total document signed" in signed
    text = run("pdftotext", "-layout", pdf, "-")
    assert "\ufffd" not in text
    verdict = verdict_on(package, data_folder)
    assert verdict["verdict"] == "authentic", verdict["reasons"]
    return text


def verdict_on(package: Path, data_folder: Path) -> dict:
    """What `python -m wizard verify` says, on the machine that made the package."""
    command = [sys.executable, "-m", "wizard", "verify", str(package)]
    environment = os.environ | {"WIZARD_DATA_FOLDER": str(data_folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)
    assert done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[0])
