"""What reaches the log when something fails: where, and nothing that anybody wrote."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from wizard.services.log_records import tell_uncaught_without_words
from wizard.services.logs import configure, log
from wizard.services.workers import Workers
from wizard.ui import failure, layout

SECRET = "13800000000"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What `configure` sets up for the whole process is taken back: the next test's standard error is another."""
    made, told = logging.getLogRecordFactory(), logging.raiseExceptions
    hooks = threading.excepthook, sys.unraisablehook
    yield
    threading.excepthook, sys.unraisablehook = hooks
    logging.setLogRecordFactory(made)
    logging.raiseExceptions = told
    structlog.reset_defaults()


@contextmanager
def to_standard_error(name: str) -> Iterator[logging.Logger]:
    """A logger as it is without pytest, which takes everything in."""
    handler, library = logging.StreamHandler(sys.stderr), logging.getLogger(name)
    library.addHandler(handler)
    try:
        yield library
    finally:
        library.removeHandler(handler)


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
    configure()
    configure()
    with to_standard_error("uvicorn.error") as library:
        try:
            try:
                fails()
            except ValueError as error:
                raise RuntimeError(f"[parameters: {SECRET}]") from error
        except RuntimeError:
            library.exception("Exception in ASGI %s", "application")
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


@pytest.mark.parametrize("as_json", [False, True])
def test_a_job_that_fails_in_a_worker_is_logged_without_its_words(
    capfd: pytest.CaptureFixture[str], as_json: bool
) -> None:
    """A refused file's name, a number that could not be read: the worker is another process with a log of its own."""
    configure(as_json)
    workers = Workers(1)
    try:
        with pytest.raises(ValueError, match=SECRET):
            workers.run("builtins:int", f"{SECRET} 张三", timeout=30)
    finally:
        workers.close()
    [line] = "".join(capfd.readouterr()).splitlines()
    assert "ValueError" in line and "builtins:int" in line and SECRET not in line and "张三" not in line
    assert not as_json or json.loads(line)["kind"] == "ValueError"


def test_a_thread_that_fails_is_logged_without_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    configure()
    tell_uncaught_without_words()
    with to_standard_error("wizard"):
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
    logged = "".join(capfd.readouterr())
    assert "ValueError" in logged and "fails" in logged and SECRET not in logged


def test_with_json_every_line_is_json_those_of_libraries_too(capfd: pytest.CaptureFixture[str]) -> None:
    configure(True)
    log().error("build failed", kind="OSError")
    with to_standard_error("uvicorn.other") as library:
        library.warning("Invalid %s received", "request")
        try:
            fails()
        except ValueError:
            library.exception("Exception in ASGI application")
    lines = [json.loads(line) for line in "".join(capfd.readouterr()).splitlines()]
    assert [(one["event"], one["level"], one.get("kind")) for one in lines] == [
        ("build failed", "error", "OSError"),
        ("Invalid request received", "warning", None),
        ("Exception in ASGI application", "error", "ValueError"),
    ]
    assert all(one["timestamp"].endswith("Z") for one in lines) and "fails" in lines[2]["where"]
