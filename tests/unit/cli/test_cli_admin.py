"""Running an instance from the command line: keys, the audit trail, second factors."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.serving import free_port
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


@pytest.mark.parametrize(
    "command",
    [
        ["team", "list"],
        ["user", "reset", "wang"],
        ["backup", "b.sealed"],
        ["retention", "--delete"],
        ["audit", "verify"],
    ],
)
def test_a_folder_without_data_is_said_and_stays_empty(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """A backup of the wrong folder would be empty, and nobody would know until it is needed."""
    monkeypatch.setenv("WIZARD_BACKUP_PASSPHRASE", "twelve characters")
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert "没有数据库" in err and str(tmp_path / "var") in err and "WIZARD_DATA_FOLDER" in err
    assert not (tmp_path / "var").exists() and not (tmp_path / "b.sealed").exists()


def test_a_closed_account_is_opened_again_with_its_team(run: Callable[..., Ran], wang: None) -> None:
    code, _, err = run("user", "deactivate", "wang")
    assert code == 0 and "团队「晨星」现在没有负责人" in err and "user activate wang" in err
    assert run("user", "activate", "wang")[0] == 0
    assert json.loads(run("team", "list")[1])[0]["members"][0]["active"] is True
    assert run("audit", "verify")[0] == 0


def test_what_is_not_there_is_said_with_where_to_look(run: Callable[..., Ran], wang: None) -> None:
    assert run("user", "reset", "nobody")[2] == "找不到这个登录名。有哪些，请看 user list。\n"
    assert run("team", "add", "新队", "--owner", "nobody")[2].endswith("user list。\n")


def test_help_without_a_command_is_not_called_wrong_usage(run: Callable[..., Ran]) -> None:
    assert "用法不对" not in run("user")[2]


def test_a_server_whose_data_cannot_be_used_says_so_in_words(
    run: Callable[..., Ran], wang: None, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "var" / "wizard.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _, err = run("serve", "--port", str(free_port()))
    assert code == 2 and "Traceback" not in err
    assert err.endswith("数据库的版本 9999 比程序新。请先升级程序。\n")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WIZARD_SESSION_HOURS", "abc", "WIZARD_SESSION_HOURS：应该是整数"),
        ("WIZARD_WORKERS", "99", "WIZARD_WORKERS：不能大于 16"),
        ("WIZARD_PUBLIC_ADDRESS", "tousu.example.cn", "WIZARD_PUBLIC_ADDRESS：要写完整的网址"),
        ("WIZARD_OIDC_METADATA_URL", "https://x", "还要设置 WIZARD_OIDC_CLIENT_ID"),
    ],
)
def test_a_wrong_setting_is_said_without_what_is_secret(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """Pydantic would show everything that was set: the log of a service keeps it."""
    monkeypatch.setenv("WIZARD_OIDC_CLIENT_SECRET", "very-secret")
    monkeypatch.setenv(name, value)
    code, out, err = run("team", "list")
    assert (code, out) == (2, "") and said in err and "very-secret" not in err and "pydantic" not in err


def test_a_path_that_cannot_be_looked_at_is_said(run: Callable[..., Ran], wang: None, tmp_path: Path) -> None:
    """As when root names a file in /root and the command runs as the user wizard. (Root may look everywhere.)"""
    locked = tmp_path / ("x" * 300)
    for command in (["verify", locked], ["restore", locked], ["assess", locked]):
        code, out, err = run(*command)
        assert (code, out) == (2, "") and str(locked) in err, command


def test_a_backup_to_a_place_that_cannot_be_looked_at_is_said(
    run: Callable[..., Ran], wang: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIZARD_BACKUP_PASSPHRASE", "twelve characters")
    code, _, err = run("backup", tmp_path / ("x" * 300))
    assert code == 2 and "x" * 300 in err


def test_a_mistake_of_ours_is_one_line_without_what_people_wrote(
    run: Callable[..., Ran], wang: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.services.people.reset_code_for", lambda *_: {}["张三"])
    code, out, err = run("user", "reset", "wang")
    assert (code, out) == (3, "") and "KeyError" in err and err.count("\n") == 1 and "张三" not in err


def test_an_address_that_this_machine_has_not_is_not_called_a_port_in_use(run: Callable[..., Ran]) -> None:
    code, _, err = run("serve", "--port", str(free_port()), "--address", "198.51.100.1")
    assert code == 2 and "没有地址 198.51.100.1" in err and "端口" not in err.splitlines()[-1]
