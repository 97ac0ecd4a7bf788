"""Running an instance from the command line: keys, the audit trail, second factors."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.test_cli import Ran, run

__all__ = ["run"]
PASSWORD = "correct horse battery"


@pytest.fixture
def wang(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_NEW_PASSWORD", PASSWORD)
    assert run("user", "add", "wang", "--name", "王五")[0] == 0
    assert run("team", "add", "晨星", "--owner", "wang")[0] == 0


def test_the_key_is_rotated(run: Callable[..., Ran], wang: None, tmp_path: Path) -> None:
    code, out, err = run("keys", "rotate")
    first = (tmp_path / "var" / "keys" / "instance.key").read_text()
    assert (code, json.loads(out)) == (0, {"sessions_ended": 0}) and "重新登录" in err
    run("keys", "rotate")
    assert (tmp_path / "var" / "keys" / "instance.key").read_text() != first


def test_what_was_noted_is_met_again(run: Callable[..., Ran], wang: None, tmp_path: Path) -> None:
    noted = tmp_path / "heads.json"
    noted.write_text(run("audit", "verify")[1], "utf-8")
    assert run("audit", "verify", "--since", noted)[0] == 0
    chains = json.loads(noted.read_text())["chains"]
    chains[0]["events"] += 5
    noted.write_text(json.dumps({"chains": chains}), "utf-8")
    code, out, _ = run("audit", "verify", "--since", noted)
    assert code == 1 and json.loads(out)["whole"] is False
    noted.write_text("[]", "utf-8")
    assert run("audit", "verify", "--since", noted)[0] == 2


def test_a_record_on_file_is_checked(run: Callable[..., Ran], wang: None, tmp_path: Path) -> None:
    [event] = [row for row in json.loads(run("audit", "show")[1]) if row["event"] == "joined"]
    record = tmp_path / "record.jsonl"
    record.write_text(json.dumps(event, ensure_ascii=False), "utf-8")
    assert run("audit", "verify", "--record", record)[0] == 0
    record.write_text(json.dumps(event | {"person_id": "x"}), "utf-8")
    code, out, _ = run("audit", "verify", "--record", record)
    assert code == 1 and json.loads(out)["altered_lines"] == [1]
    record.write_text("no json", "utf-8")
    assert run("audit", "verify", "--record", record)[0] == 2
    assert run("audit", "verify", "--record", tmp_path / "none")[0] == 2


def test_without_a_second_factor_there_is_none_to_reset(run: Callable[..., Ran], wang: None) -> None:
    code, _, err = run("user", "reset-second-factor", "wang")
    assert code == 2 and "双重验证" in err
