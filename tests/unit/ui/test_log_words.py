"""What reaches the log when something fails: where, and nothing that anybody wrote."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from wizard.services.logs import configure
from wizard.ui import failure, layout

SECRET = "13800000000"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What `configure` sets up for the whole process is taken back: the next test's standard error is another."""
    made, told = logging.getLogRecordFactory(), logging.raiseExceptions
    yield
    logging.setLogRecordFactory(made)
    logging.raiseExceptions = told
    structlog.reset_defaults()


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


def test_a_library_that_logs_an_error_says_where_and_not_what(capfd: pytest.CaptureFixture[str]) -> None:
    """uvicorn writes every error of an address with all its words: a database's hold what was to be saved."""
    handler = logging.StreamHandler(sys.stderr)
    library = logging.getLogger("uvicorn.error")
    library.addHandler(handler)
    try:
        configure()
        configure()
        try:
            try:
                fails()
            except ValueError as error:
                raise RuntimeError(f"[parameters: {SECRET}]") from error
        except RuntimeError:
            library.exception("Exception in ASGI %s", "application")
    finally:
        library.removeHandler(handler)
    logged = "".join(capfd.readouterr())
    assert logged.count("RuntimeError") == 1 and "Exception in ASGI application" in logged
    assert "test_log_words.py" in logged and SECRET not in logged


def test_a_log_that_cannot_be_written_does_not_tell_the_words_elsewhere(capfd: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    handler, library = logging.StreamHandler(closed), logging.getLogger("library")
    library.addHandler(handler)
    try:
        configure()
        try:
            fails()
        except ValueError:
            library.exception("failed")
    finally:
        library.removeHandler(handler)
    assert SECRET not in "".join(capfd.readouterr())


def test_a_log_line_that_does_not_fit_its_values_fails_nobody(caplog: pytest.LogCaptureFixture) -> None:
    configure()
    try:
        fails()
    except ValueError:
        logging.getLogger("library").exception("bad %d %d", SECRET)
    assert "kind=ValueError" in caplog.text and SECRET not in caplog.text
