"""The command line as scripts see it: JSON out, words on standard error, exit codes 0, 1 and 2, never a stack trace."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import cli
from wizard.case import Case, Exhibit, Scenario
from wizard.knowledge.checks import review_dates
from wizard.settings import settings

SAMPLE = Path(__file__).parents[3] / "assets" / "samples" / "fine_dispute"
Ran = tuple[int, str, str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    monkeypatch.setenv("WIZARD_DATA_FOLDER", str(tmp_path / "var"))
    settings.cache_clear()

    def ran(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as end:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "Traceback" not in out
        return int(end.value.code or 0), out, err

    yield ran
    settings.cache_clear()


def written(tmp_path: Path, case: Case | dict[str, object] | str) -> Path:
    path = tmp_path / "case.json"
    text = case if isinstance(case, str) else case.model_dump_json() if isinstance(case, Case) else json.dumps(case)
    path.write_text(text, "utf-8")
    return path


def test_schema_is_the_cases(run: Callable[..., Ran]) -> None:
    code, out, _ = run("schema")
    assert code == 0 and json.loads(out) == Case.model_json_schema()


def test_triage_answers_a_line_each(run: Callable[..., Ran], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "平台说我虚假发货扣了我 1000 元"}\n\n{"text": "", "answers": {}}\n', "utf-8")
    code, out, _ = run("triage", "--jsonl", rows)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(lines) == 2 and lines[0]["scenario"] == "fine_dispute"
    assert set(lines[0]) >= {"scenario", "secondary", "ranking", "reasons", "question"}
    assert set(lines[0]["ranking"][0]) == {"scenario", "probability"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"text": 5}', "第 1 行"),
        ('{"text": "a"}\n{oops', "第 2 行"),
        ('{"text": "a", "answers": {"x": 5}}', "triage_answers"),
        ('{"text": "%s"}' % ("长" * 30_000), "20000"),
    ],
)
def test_bad_rows_are_named(run: Callable[..., Ran], tmp_path: Path, content: str, words: str) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(content, "utf-8")
    code, _, err = run("triage", "--jsonl", rows)
    assert code == 2 and words in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "不是有效的 JSON"),
        ("{", "不是有效的 JSON"),
        ("[]", "整份内容"),
        ('{"answers": {"penalty_amount": "1e400"}}', "answers.penalty_amount：「"),
        ('{"answers": {"penalty_amout": "100"}}', "answers.penalty_amout：「事实」没有编号为 penalty_amout 的提问。"),
        ('{"answers": {"penalty_amout": "100"}}', "可能是 penalty_amount（"),
        ('{"answers": {"zzzz": true}}', "请改成知识包里的编号"),
        ('{"answers": {"penalty_amount": "一百元"}}', "不是数字"),
        ('{"answers": {"penalty_amount": "-5"}}', "不能是负数"),
        ('{"answers": {"penalty_notified_on": "2026-02-30"}}', "不是有效的日期"),
        ('{"answers": {"penalty_amount": Infinity}}', "认不出来"),
        ('{"answers": {"penalty_reason_given": [["no"]]}}', "answers.penalty_reason_given.0"),
        ('{"losses": [{"what": "x", "amount": "-1"}]}', "losses.0.amount"),
        ('{"losses": [{"what": "x"}, {"amount": "多"}]}', "损失 第 2 条 金额"),
        ('{"scenario": "lottery"}', "scenario"),
        ('{"narativ": "x"}', "没有这个字段"),
        ('{"timeline": [{"on": "2026-13-01"}]}', "不是有效的日期"),
        ('{"platform": "nowhere"}', "platform"),
        ('{"exhibits": [{"sha256": "x"}]}', "SHA-256"),
    ],
)
@pytest.mark.parametrize("command", ["assess", "route", "followup"])
def test_a_bad_case_file_names_the_field(
    run: Callable[..., Ran], tmp_path: Path, command: str, content: str, words: str
) -> None:
    code, out, err = run(command, written(tmp_path, content))
    assert code == 2 and words in err and out == ""


def test_a_missing_file_is_said(run: Callable[..., Ran], tmp_path: Path) -> None:
    for arguments in (("assess", "nowhere.json"), ("verify", "nowhere.zip"), ("reconcile", "nowhere.csv")):
        code, _, err = run(*arguments)
        assert code == 2 and "nowhere" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("lottery",), "没有这个命令"), (("assess",), "缺少参数"), (("route", "x", "--what"), "没有这个选项"),
     (("followup", str(SAMPLE / "case.json"), "--on", "morgen"), "--on"), (("triage",), "--text"),
     (("serve", "--port", "99999999"), "65535"), (("serve", "--port", "abc"), "应当是整数"),
     (("backup", "x"), "WIZARD_BACKUP_PASSPHRASE"), (("export", "x"), "--team")],
)  # fmt: skip
def test_wrong_usage_is_said(run: Callable[..., Ran], arguments: tuple[str, ...], words: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2 and words in err


def test_a_folder_that_cannot_be_made_is_named(run: Callable[..., Ran], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("x", "utf-8")
    code, out, err = run("package", SAMPLE / "case.json", "--evidence", SAMPLE / "evidence", "--out", taken)
    assert code == 2 and "--out" in err and out == ""


def test_the_last_day_of_the_calendar_is_no_stack_trace(run: Callable[..., Ran]) -> None:
    code, out, _ = run("followup", SAMPLE / "case.json", "--on", "9999-12-31")
    assert code == 0 and "核对年份" in out


def test_incomplete_evidence_is_a_no(run: Callable[..., Ran], tmp_path: Path) -> None:
    case = Case(scenario=Scenario.FINE_DISPUTE, narrative="被扣了 1000 元")
    code, out, _ = run("assess", written(tmp_path, case))
    answer = json.loads(out)
    assert code == 1 and answer["complete"] is False and answer["score"] < 100
    assert {"requirement", "level", "status", "exhibits", "how_to_get"} <= set(answer["items"][0])


def test_the_route_of_the_sample(run: Callable[..., Ran]) -> None:
    code, out, _ = run("route", SAMPLE / "case.json")
    answer = json.loads(out)
    assert code == 0 and answer["recommended"] and answer["ladder"]
    assert {"channel", "score", "for", "against", "needs", "limits"} <= set(answer["ranking"][0])


def test_followup_tasks_and_calendar(run: Callable[..., Ran], tmp_path: Path) -> None:
    calendar = tmp_path / "tasks.ics"
    code, out, _ = run("followup", SAMPLE / "case.json", "--on", "2026-11-22", "--ics", calendar)
    assert code == 0 and json.loads(out)["tasks"] and calendar.read_bytes().startswith(b"BEGIN:VCALENDAR")
    code, _, err = run("followup", SAMPLE / "case.json", "--ics", tmp_path / "no" / "x.ics")
    assert code == 2 and "x.ics" in err


def test_missing_evidence_files_are_named_each(run: Callable[..., Ran], tmp_path: Path) -> None:
    case = Case(
        scenario=Scenario.FINE_DISPUTE,
        narrative="x",
        exhibits=[Exhibit(file_name="a.png"), Exhibit(file_name="../../b.png")],
    )
    (tmp_path / "b.png").write_bytes(b"x")
    empty = tmp_path / "evidence" / "inner"
    empty.mkdir(parents=True)
    code, _, err = run("package", written(tmp_path, case), "--evidence", empty, "--out", tmp_path / "out")
    assert code == 2 and "证据1" in err and "证据2" in err and "a.png" in err
    assert not (tmp_path / "out").exists()


def test_a_package_without_its_evidence_or_a_reason_is_a_no(run: Callable[..., Ran], tmp_path: Path) -> None:
    case = Case(scenario=Scenario.FINE_DISPUTE, narrative="被扣了 1000 元", channel="pdd_violation_appeal")
    case.shop.contact = "陈晓晨"
    (tmp_path / "evidence").mkdir()
    path = written(tmp_path, case)
    code, out, err = run("package", path, "--evidence", tmp_path / "evidence", "--out", tmp_path / "out")
    assert code == 1 and json.loads(out)["complete"] is False and "必备的证据还不齐" in err


def test_package_then_verify_then_one_byte(run: Callable[..., Ran], tmp_path: Path) -> None:
    arguments = ("package", SAMPLE / "case.json", "--evidence", SAMPLE / "evidence", "--out", tmp_path)
    code, out, err = run(*arguments, "--channel", "pdd_violation_appeal")
    answer = json.loads(out)
    assert code == 0, err
    path = Path(answer["path"])
    code, out, _ = run("verify", path)
    assert code == 0 and json.loads(out)["verdict"] == "authentic"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    altered = tmp_path / "altered.zip"
    altered.write_bytes(content)
    code, out, _ = run("verify", path, altered)
    verdicts = [json.loads(line)["verdict"] for line in out.splitlines()]
    assert code == 1 and verdicts[0] == "authentic" and verdicts[1] == "altered"


def test_a_record_with_its_sources(run: Callable[..., Ran]) -> None:
    code, out, _ = run("knowledge", "show", "EC-34")
    assert code == 0 and json.loads(out)["sources"] and json.loads(out)["topic"] == "laws"
    assert run("knowledge", "show", "nothing")[0] == 2


def test_an_overdue_review_fails_the_check_but_not_the_build(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_dates, "china_today", lambda: dt.date(2026, 11, 28))
    assert run("knowledge", "check")[0] == 0
    monkeypatch.setattr(review_dates, "china_today", lambda: dt.date(2028, 1, 1))
    code, _, said = run("knowledge", "check")
    assert code == 1 and "已经过期" in said
    code, _, said = run("knowledge", "check", "--allow-overdue")
    assert code == 0 and "已经过期" in said
    monkeypatch.setattr(review_dates, "china_today", lambda: dt.date(2020, 1, 1))  # reviewed in a time to come
    assert run("knowledge", "check", "--allow-overdue")[0] == 1


def test_running_an_instance(run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_NEW_PASSWORD", "correct horse battery")
    monkeypatch.setenv("WIZARD_BACKUP_PASSPHRASE", "correct horse battery staple")
    assert run("user", "add", "wang", "--name", "王五")[0] == 0
    assert run("user", "add", "WANG", "--name", "王五")[0] == 2
    assert run("team", "add", "晨星", "--owner", "wang")[0] == 0
    assert run("team", "add", "晨星", "--owner", "nobody")[0] == 2
    (team,) = json.loads(run("team", "list")[1])
    assert team["members"] == [{"username": "wang", "name": "王五", "role": "owner", "active": True}]
    assert json.loads(run("user", "reset", "wang")[1])["code"]
    assert run("backup", tmp_path / "b.tar")[0] == 0 and run("backup", tmp_path / "b.tar")[0] == 2
    assert "写不了文件" in run("backup", "/dev/null/x")[2]
    assert run("restore", tmp_path / "b.tar", "--into", tmp_path / "again")[0] == 0
    assert run("export", tmp_path / "team", "--team", team["id"])[0] == 0
    assert json.loads(run("retention")[1]) == {"days": 0, "due": [], "deleted": 0}
    assert run("retention", "--delete", "--on", "2030-01-01")[0] == 2
    assert "已经在这里" in run("import", tmp_path / "team")[2]
    assert json.loads(run("audit", "verify")[1])["whole"] is True
    assert run("user", "deactivate", "wang")[0] == 0
    assert json.loads(run("user", "list")[1])[0]["active"] is False


def test_an_unusable_data_folder_is_said(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    code, _, err = run("user", "list")
    assert code == 2 and "数据目录" in err
