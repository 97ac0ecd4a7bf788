"""The documents are true: what they name is there, and what there is stands in them."""

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main

from wizard.cli.program import app
from wizard.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = ("app.py", "assets", "deploy", "docs", "pages", "tests", "tools", "wizard")
FILES = [
    path.relative_to(ROOT).as_posix()
    for top in FOLDERS
    for path in [ROOT / top, *(ROOT / top).rglob("*")]
    if "__pycache__" not in path.parts
]
SOURCES = (".py", ".yaml", ".md", ".css", ".js", ".service", ".timer", ".conf", ".jsonl")
ELSEWHERE = ("nginx.conf", "journald.conf")  # files of other programs
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
VARIABLE = re.compile(r"\bWIZARD_[A-Z0-9_]*[A-Z0-9]\b")
VARIABLES = {name for path in DOCS for name in VARIABLE.findall(path.read_text("utf-8"))}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", DOCS, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=name_of)
def test_source_files_named_in_a_page_are_there(page: Path) -> None:
    named = re.findall(r"`([\w./@-]+)(?:::\w+)?`", page.read_text("utf-8"))
    named = [name for name in named if name.endswith(SOURCES) and not name.startswith(("/", "<"))]
    missing = [name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in FILES)]
    assert [name for name in missing if name not in ELSEWHERE] == []


def test_every_folder_of_the_code_stands_in_the_architecture() -> None:
    folders = [path.name for path in (ROOT / "wizard").iterdir() if (path / "__init__.py").is_file()]
    assert [name for name in folders if f"wizard/{name}/" not in ARCHITECTURE] == []


def test_every_word_of_the_glossary_has_its_code() -> None:
    named = re.findall(r"`(wizard(?:\.\w+)+)`", GLOSSARY)
    assert len(named) > 15
    for place in named:
        module, _, name = place.rpartition(".")
        assert hasattr(importlib.import_module(module), name), place


def test_every_command_stands_in_the_readme() -> None:
    readme = DOCS[0].read_text("utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if not re.search(rf"`[^`]*\b{name}\b[^`]*`", readme)] == []


def test_every_setting_is_documented() -> None:
    settings = {f"WIZARD_{name.upper()}" for name in Settings.model_fields}
    assert settings - VARIABLES == set()


def test_every_variable_that_is_documented_is_read() -> None:
    code = [
        path for top in ("wizard", "tests", "deploy", "tools") for path in (ROOT / top).rglob("*") if path.is_file()
    ]
    read = {f"WIZARD_{name.upper()}" for name in Settings.model_fields}
    for path in code:
        if path.suffix in ("", ".py", ".service", ".sh"):
            read |= set(VARIABLE.findall(path.read_text("utf-8")))
    assert VARIABLES - read == set()


def test_what_is_installed_besides_can_be_installed(tmp_path: Path) -> None:
    """`pip install ".[ocr]"`: pip asks setuptools, which refuses a folder in which it finds several packages."""
    pytest.importorskip("setuptools")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("assets", "pages", "wizard"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    ask = "from setuptools import build_meta; build_meta.get_requires_for_build_wheel()"
    done = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [metadata] = tmp_path.glob("*.egg-info/PKG-INFO")
    offered = set(re.findall(r"^Provides-Extra: (\w+)$", metadata.read_text("utf-8"), re.MULTILINE))
    assert {"ocr", "media", "postgres"} <= offered


def test_every_extra_named_is_there_and_asked_for_by_the_same_command() -> None:
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    told = [*DOCS, *(ROOT / "wizard").rglob("*.py")]
    command = re.compile(r"(\S*)pip install (\S*\[[\w,]+\]\S*)")
    asked = [found for path in told for found in command.findall(path.read_text("utf-8"))]
    assert len(asked) > 5
    for place, wanted in asked:
        names = re.search(r'"\.\[([\w,]+)\]"', wanted)
        assert place.endswith(".venv/bin/"), (place, wanted)
        assert names and set(names[1].split(",")) <= extras, wanted


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=name_of)
def test_a_decision_has_a_number_of_its_own(record: Path) -> None:
    title, numbers = record.read_text("utf-8").partition("\n")[0], [one.name[:4] for one in record.parent.glob("*.md")]
    assert re.match(rf"# {record.name[:4]} \S", title)
    assert numbers.count(record.name[:4]) == 1
