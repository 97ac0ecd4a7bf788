"""What reaches the log when something fails: where, and nothing that anybody wrote."""

import pytest

from wizard.services.logs import configure
from wizard.ui import failure, layout

SECRET = "13800000000"


def fails() -> None:
    raise ValueError(f"手机号 {SECRET}")


def test_a_failing_page_logs_where_and_not_what(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    configure()
    shown: list[str] = []
    monkeypatch.setattr(layout, "show", lambda *parts: shown.extend(parts))
    try:
        fails()
    except ValueError as error:
        assert failure.show(error)
    logged = "".join(capfd.readouterr())
    assert "ValueError" in logged and "test_log_words.py" in logged and "fails" in logged
    assert SECRET not in logged and SECRET not in "".join(shown)
    assert any("编号" in part for part in shown)
