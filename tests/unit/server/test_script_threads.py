"""One click after another runs in the same thread, and nothing of one is there in the next."""

import contextvars
import threading
from collections.abc import Callable, Iterator

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils import script_run_context

from wizard.server import script_threads

WAIT = 10
_left: contextvars.ContextVar[str] = contextvars.ContextVar("left", default="")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[threading.Thread]]]:
    """Start runners as on a server, each with something to do; the threads they ran in, once all have waited."""
    monkeypatch.setattr(ScriptRunner, "start", ScriptRunner.start)
    monkeypatch.setattr(ScriptRunner, "_run_script_thread", lambda runner: vars(runner)["todo"]())
    monkeypatch.setattr(script_threads, "_idle", [])
    script_threads.keep()

    def all_of(*todos: Callable[[], None], together: bool = False) -> list[threading.Thread]:
        threads, over = [], []
        for todo in todos:
            done, runner = threading.Event(), object.__new__(ScriptRunner)
            vars(runner).update(todo=ending(todo, done), _script_thread=None)
            runner.start()
            threads.append(vars(runner)["_script_thread"])
            over.append(done)
            assert together or (done.wait(WAIT) and idle_again(threads[-1]))
        assert all(done.wait(WAIT) for done in over)
        return threads

    yield all_of
    monkeypatch.setattr(script_threads, "IDLE", 0)
    for thread in list(script_threads._idle):  # one last thing to do, after which there are enough others
        runner = object.__new__(ScriptRunner)
        vars(runner)["todo"] = nothing
        thread.run_next(runner)
        thread.join(WAIT)
        assert not thread.is_alive()


def nothing() -> None:
    """What the last click does."""


def ending(todo: Callable[[], None], done: threading.Event) -> Callable[[], None]:
    def both() -> None:
        try:
            todo()
        finally:
            done.set()

    return both


def idle_again(thread: threading.Thread) -> bool:
    """Whether a thread waits for a click again, which may take a moment; not when it has ended."""
    for _ in range(1000):
        if thread in script_threads._idle:
            return True
        thread.join(0.01)
        if not thread.is_alive():
            return False
    return False


def test_a_thread_is_used_again(run: Callable[..., list[threading.Thread]]) -> None:
    seen: list[threading.Thread] = []
    threads = run(*[lambda: seen.append(threading.current_thread())] * 3)
    assert len(set(threads)) == 1 and seen == threads
    assert all(thread.daemon for thread in threads)  # a script that hangs keeps no server from ending


def test_clicks_at_once_run_at_once_and_only_some_threads_are_kept(
    run: Callable[..., list[threading.Thread]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_threads, "IDLE", 1)
    meet = threading.Barrier(3, timeout=WAIT)

    def wait() -> None:
        meet.wait()

    threads = run(wait, wait, wait, together=True)
    assert len(set(threads)) == 3
    for thread in threads:
        assert idle_again(thread) or not thread.is_alive()
    assert len(script_threads._idle) == 1


def test_nothing_of_a_click_is_there_in_the_next(run: Callable[..., list[threading.Thread]]) -> None:
    seen: list[object] = []

    def leave() -> None:
        _left.set("of another person")
        setattr(threading.current_thread(), script_run_context.SCRIPT_RUN_CONTEXT_ATTR_NAME, object())

    run(leave, lambda: seen.extend([_left.get(), get_script_run_ctx(suppress_warning=True)]))
    assert seen == ["", None]


def test_a_run_that_fails_is_told_and_ends_no_other(
    run: Callable[..., list[threading.Thread]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda failed: told.append(failed.exc_value))
    done: list[str] = []
    run(lambda: [][1], lambda: done.append("next"))
    assert done == ["next"] and [type(one) for one in told] == [IndexError]


def test_another_kind_of_runner_starts_as_it_always_did(run: Callable[..., list[threading.Thread]]) -> None:
    class Other(ScriptRunner):
        pass

    runner, done = object.__new__(Other), threading.Event()
    vars(runner).update(todo=done.set, _script_thread=None)
    runner.start()
    assert done.wait(WAIT) and not isinstance(vars(runner)["_script_thread"], script_threads.ScriptThread)
    with pytest.raises(RuntimeError):
        runner.start()


def test_streamlit_still_has_what_is_used_again() -> None:
    """An update of Streamlit that moves it must not make every click slower again in silence."""
    assert callable(ScriptRunner.start) and callable(ScriptRunner._run_script_thread)
    assert script_threads._CONTEXT == script_run_context.SCRIPT_RUN_CONTEXT_ATTR_NAME
