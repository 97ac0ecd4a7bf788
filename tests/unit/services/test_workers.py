"""Worker processes: results, errors, progress, time limits, cancelling, and lives that end."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from wizard.services.errors import NotFound
from wizard.services.workers import JobCancelled, JobFailed, JobTimeout, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(2)
    yield made
    made.close()


def test_jobs_run_elsewhere_and_the_process_is_kept(workers: Workers) -> None:
    first = workers.run("os:getpid", timeout=30)
    assert first != os.getpid() and workers.run("os:getpid", timeout=30) == first


def test_what_a_job_raises_arrives(workers: Workers) -> None:
    with pytest.raises(FileNotFoundError):
        workers.run("os:stat", "/no/such/file", timeout=30)


def test_a_job_that_takes_too_long_loses_its_process(workers: Workers) -> None:
    start = time.monotonic()
    with pytest.raises(JobTimeout):
        workers.run("time:sleep", 30, timeout=0.3)
    assert time.monotonic() - start < 10
    assert workers.run("os:getpid", timeout=30)


def test_a_cancelled_job_ends_soon(workers: Workers) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(JobCancelled):
        workers.run("time:sleep", 30, timeout=60, cancelled=stop)


def test_a_dying_process_fails_its_own_job_only(workers: Workers) -> None:
    with pytest.raises(JobFailed):
        workers.run("os:_exit", 3, timeout=30)
    assert workers.run("os:getpid", timeout=30)


def test_printing_libraries_do_no_harm(workers: Workers) -> None:
    assert workers.run("builtins:print", "hello", timeout=30) is None
    assert workers.run("os:getpid", timeout=30)


def test_more_jobs_than_processes_wait_their_turn(workers: Workers) -> None:
    ended: list[int] = []
    threads = [
        threading.Thread(target=lambda: ended.append(workers.run("os:getpid", timeout=30) or 0)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(ended) == 6 and len(set(ended)) <= 2


def test_the_childs_imports_do_not_run_the_parents_script(workers: Workers) -> None:
    names = workers.run("builtins:eval", "sorted(__import__('sys').modules)", timeout=30)
    assert "streamlit" not in names and "pytest" not in names


def test_service_errors_keep_their_kind(workers: Workers) -> None:
    with pytest.raises(NotFound):
        workers.run("builtins:exec", "from wizard.services.errors import NotFound; raise NotFound('x')", timeout=30)
